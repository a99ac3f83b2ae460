package dev.sangam.serve.sampling;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Allows the same tokens at every step, and counts what it is asked. */
final class AllowedSet implements TokenConstraint {
    private final Set<Integer> tokens;
    private final List<Integer> accepted = new ArrayList<>();
    private int masks;

    AllowedSet(Set<Integer> tokens) {
        this.tokens = tokens;
    }

    int masks() {
        return masks;
    }

    List<Integer> accepted() {
        return accepted;
    }

    float[] mask(float[] logits, int size) {
        float[] masked = logits.clone();
        for (int i = 0; i < size; i++) {
            masked[i] = tokens.contains(i) ? logits[i] : Float.NEGATIVE_INFINITY;
        }
        return masked;
    }

    @Override
    public boolean allows(int token) {
        return tokens.contains(token);
    }

    @Override
    public void mask(float[] logits) {
        masks++;
        System.arraycopy(mask(logits, logits.length), 0, logits, 0, logits.length);
    }

    @Override
    public void accept(int token) {
        accepted.add(token);
    }
}
