package dev.sangam.serve.scoring;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A task's continuations as tokens, each after its context.
 *
 * @param sequences context and continuation
 * @param starts where each sequence's continuation starts; at least 1
 * @param stem how many first tokens all sequences share, and need computed: all but the last token of a sequence
 * @param shareable how many first tokens may be computed with no look at what they predict
 * @param truncated whether some lost first tokens
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ChoiceTokens(int[][] sequences, int[] starts, int stem, int shareable, boolean truncated) {
    static ChoiceTokens of(ChoiceTask task, TextTokens texts, int beginning, int contextTokens) {
        String context = task.context().stripTrailing();
        String spaces = task.context().substring(context.length());
        int[] before = texts.of(context);
        boolean begin = before.length == 0;
        List<int[]> sequences = new ArrayList<>();
        int[] starts = new int[task.continuations().size()];
        boolean truncated = false;
        for (int i = 0; i < starts.length; i++) {
            String continuation = spaces + task.continuations().get(i);
            int[] whole = texts.of(context + continuation);
            if (whole.length == 0 || task.continuations().get(i).isEmpty()) {
                throw new InputException("continuation " + (i + 1) + " of '" + shortened(context) + "' is empty");
            }
            whole = begin ? begun(whole, beginning) : whole;
            // Where the continuation's first letters went into the context's last token, that token counts.
            int start = Math.min(begin ? 1 : before.length, whole.length - 1);
            int over = Math.max(0, whole.length - 1 - contextTokens);
            if (start <= over) {
                throw new InputException("continuation " + (i + 1) + " of '" + shortened(context) + "' has "
                        + (whole.length - start) + " tokens; the model's context is " + contextTokens);
            }
            truncated |= over > 0;
            starts[i] = start - over;
            sequences.add(Arrays.copyOfRange(whole, over, whole.length));
        }
        return of(sequences.toArray(int[][]::new), starts, truncated);
    }

    private static ChoiceTokens of(int[][] sequences, int[] starts, boolean truncated) {
        int stem = Integer.MAX_VALUE;
        int shareable = Integer.MAX_VALUE;
        for (int i = 0; i < starts.length; i++) {
            int[] sequence = sequences[i];
            stem = Math.min(Math.min(stem, sequence.length - 1), common(sequences[0], sequence));
            shareable = Math.min(shareable, starts[i] - 1);
        }
        return new ChoiceTokens(sequences, starts, stem, Math.min(stem, shareable), truncated);
    }

    private static int[] begun(int[] tokens, int beginning) {
        if (beginning < 0) {
            throw new InputException("a context is empty, and the model has no token that begins a text");
        }
        int[] begun = new int[tokens.length + 1];
        begun[0] = beginning;
        System.arraycopy(tokens, 0, begun, 1, tokens.length);
        return begun;
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : "..." + text.substring(text.length() - 60);
    }

    /** How many first tokens two sequences share. */
    static int common(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    /** How many first tokens this task's sequences share with another's. */
    int common(ChoiceTokens other) {
        return Math.min(Math.min(shareable, other.shareable), common(sequences[0], other.sequences[0]));
    }

    /** How many tokens of a sequence must be computed. */
    int needed(int option) {
        return sequences[option].length - 1;
    }

    /** How many tokens are computed when a prefix is there already. */
    int cost(int prefix) {
        int cost = stem - prefix;
        for (int i = 0; i < sequences.length; i++) {
            cost += needed(i) - stem;
        }
        return cost;
    }
}
