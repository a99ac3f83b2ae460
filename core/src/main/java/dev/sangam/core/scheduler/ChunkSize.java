package dev.sangam.core.scheduler;

import dev.sangam.core.batchtime.BatchShape;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens of a prompt a batch can take: as many as the rule says, or as many as keep the predicted time of the batch
 * within what its decodes allow (Niyama, section 3.3). O(log of the tokens) predictions.
 */
final class ChunkSize {
    private final ChunkRule rule;
    private final @Nullable StepTimes times;
    private double limitNanos;
    private long slackNanos;
    private int worthwhile = Integer.MAX_VALUE;

    ChunkSize(ChunkRule rule, @Nullable StepTimes times) {
        this.rule = rule;
        this.times = times;
    }

    /** What holds for the batch that is formed now: how long it may take, and when its most urgent token is due. */
    void limit(long nanos, long slack) {
        limitNanos = nanos;
        slackNanos = slack;
    }

    /** A batch that is larger than so many tokens is not worth it; the least tokens of prompts go on nevertheless. */
    void worthwhile(int tokens) {
        worthwhile = tokens;
    }

    /** Nanoseconds until the most urgent token is due. */
    long slack() {
        return slackNanos;
    }

    /** Tokens of a prompt that are worth a turn. */
    int least() {
        return switch (rule) {
            case ChunkRule.Fixed fixed -> fixed.maxTokens();
            case ChunkRule.Dynamic dynamic -> dynamic.minTokens();
        };
    }

    /**
     * Tokens of a prompt that can join the batch, at most {@code remaining}; 0 or less when none can.
     *
     * @param context tokens of the prompt that are in the KV cache
     */
    int tokens(BatchShape batch, int context, int remaining) {
        int most = Math.min(remaining, rule.maxTokens() - batch.tokens());
        return switch (rule) {
            case ChunkRule.Fixed fixed -> most;
            case ChunkRule.Dynamic dynamic -> {
                int worth = Math.max(worthwhile - batch.tokens(), dynamic.minTokens() - batch.prefillTokens());
                int few = Math.min(most, worth);
                yield few <= 0 ? 0 : aligned(batch, dynamic, context, few, remaining);
            }
        };
    }

    /** The same where so many tokens are restored first, which takes time, too; none where that is 0. */
    int tokens(BatchShape batch, int restored, int context, int remaining) {
        if (restored == 0) {
            return tokens(batch, context, remaining);
        }
        batch.addRestored(restored);
        int tokens = tokens(batch, context, remaining);
        batch.removeRestored(restored);
        return tokens;
    }

    /** Most prompt tokens, with no context, that the batch's decodes leave room for. */
    int most(BatchShape batch) {
        return switch (rule) {
            case ChunkRule.Fixed fixed -> Math.max(0, fixed.maxTokens() - batch.decodes());
            case ChunkRule.Dynamic dynamic -> {
                BatchShape decodes = new BatchShape();
                for (int i = 0; i < batch.decodes(); i++) {
                    decodes.addDecode((int) (batch.decodeContext() / batch.decodes()));
                }
                decodes.holdTokens(batch.heldTokens());
                yield Math.max(0, tokens(decodes, 0, dynamic.maxTokens()));
            }
        };
    }

    /** A part of a tile takes as long as a whole one: what is cut off is better computed with the next batch. */
    private int aligned(BatchShape batch, ChunkRule.Dynamic dynamic, int context, int most, int remaining) {
        int chunk = fitting(batch, dynamic, context, most);
        int excess = (batch.tokens() + chunk) % dynamic.tile();
        return chunk < remaining && chunk > excess ? chunk - excess : chunk;
    }

    private int fitting(BatchShape batch, ChunkRule.Dynamic dynamic, int context, int most) {
        if (fits(batch, context, most)) {
            return most;
        }
        // However little time there is, some tokens go on, or one sequence that must be restored first.
        int floor = batch.restores() > 1 ? 0 : dynamic.minTokens() - batch.prefillTokens();
        int fitting = Math.clamp(floor, 0, most);
        int tooMany = most;
        while (tooMany - fitting > 1) {
            int middle = (fitting + tooMany) >>> 1;
            if (fits(batch, context, middle)) {
                fitting = middle;
            } else {
                tooMany = middle;
            }
        }
        return fitting;
    }

    private boolean fits(BatchShape batch, int context, int chunk) {
        if (times == null || limitNanos == QosStatus.UNLIMITED) {
            return true;
        }
        batch.addPrefill(context, chunk, true);
        double nanos = times.nanos(batch);
        batch.removePrefill(context, chunk, true);
        return nanos <= limitNanos;
    }
}
