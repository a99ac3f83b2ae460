package dev.sangam.serve.grammar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The tokens of a vocabulary in the order of their bytes, so that what several begin with is read once. Never changes. */
public final class TokenIndex {
    private final byte[][] pieces;
    private final BitSet ends;
    private final int[] ordered;
    private final int[] shared;

    /**
     * @param pieces the bytes of each token; none for a token that stands for no text
     * @param ends the tokens that end generation
     */
    public TokenIndex(List<byte[]> pieces, BitSet ends) {
        this.pieces = pieces.toArray(byte[][]::new);
        this.ends = (BitSet) ends.clone();
        this.ordered = IntStream.range(0, this.pieces.length)
                .filter(token -> this.pieces[token].length > 0 && !ends.get(token))
                .boxed()
                .sorted(Comparator.comparing(token -> this.pieces[token], Arrays::compareUnsigned))
                .mapToInt(Integer::intValue)
                .toArray();
        this.shared = new int[ordered.length];
        for (int i = 1; i < ordered.length; i++) {
            byte[] piece = this.pieces[ordered[i]];
            int mismatch = Arrays.mismatch(this.pieces[ordered[i - 1]], piece);
            shared[i] = mismatch < 0 ? piece.length : mismatch;
        }
    }

    /** How many tokens there are. */
    public int size() {
        return pieces.length;
    }

    boolean isEnd(int token) {
        return ends.get(token);
    }

    /** Where a token leads; one without text leads nowhere. */
    Automaton.State after(Automaton automaton, Automaton.State from, int token) {
        Automaton.State state = from;
        for (byte value : pieces[token]) {
            state = automaton.next(state, value);
        }
        return pieces[token].length == 0 ? automaton.dead() : state;
    }

    /** The tokens that may come next in a state. */
    BitSet allowed(Automaton automaton, Automaton.State state) {
        BitSet allowed = new BitSet(pieces.length);
        if (state.isWhole()) {
            allowed.or(ends);
        }
        List<Automaton.State> path = new ArrayList<>();
        path.add(state);
        // How many bytes of the token before led somewhere.
        int alive = 0;
        for (int i = 0; i < ordered.length; i++) {
            if (shared[i] > alive) {
                continue;
            }
            byte[] piece = pieces[ordered[i]];
            alive = shared[i];
            path.subList(alive + 1, path.size()).clear();
            while (alive < piece.length) {
                Automaton.State next = automaton.next(path.getLast(), piece[alive]);
                if (next.isDead()) {
                    break;
                }
                path.add(next);
                alive++;
            }
            if (alive == piece.length) {
                allowed.set(ordered[i]);
            }
        }
        return allowed;
    }
}
