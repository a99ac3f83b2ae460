package dev.sangam.core.scheduler;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.kv.KvCache;
import org.jspecify.annotations.Nullable;

/**
 * How many tokens a batch should hold so that the machine serves most. A large batch shares its fixed costs among many tokens.
 * But who computes more of the prompts at a time has more streams at a time in the long run, and each attends to its context:
 * on a CPU they soon cost more than is saved, on a GPU not until the cache is full. So the batch-time model is asked what a token
 * takes in batches of each size that hold prompts and decodes as finished requests had prompt and output tokens. Larger
 * batches than the best would only make every stream slower. O(1) per request, spread over {@value #EVERY}.
 */
final class BatchSize {
    /** Finished requests before what they were like counts, and after which it is found out anew. */
    static final int EVERY = 20;

    /** Weight of a request once there are many: the means are of the last few hundred. */
    private static final double WEIGHT = 0.005;

    /** Sizes are multiples of this, which kernels like, and of a quarter of their greatest power of two. */
    private static final int STEP = 8;

    private final @Nullable StepTimes times;
    private final int maxTokens;
    private final int maxDecodes;
    private final long maxHeld;
    private long requests;
    private double prompt;
    private double output;
    private int best;

    /**
     * @param stages of the pipeline, whose batches share the sequences and the cache
     * @param times of batches; without, any size is as good
     */
    BatchSize(SchedulerConfig.Niyama config, KvCache kv, int stages, @Nullable StepTimes times) {
        this.times = times;
        this.maxTokens = config.chunks().maxTokens();
        this.maxDecodes = Math.max(1, config.maxSequences() / stages);
        this.maxHeld = (long) kv.blocks() * kv.blockTokens() / stages;
        this.best = maxTokens;
    }

    /**
     * A sequence emitted its last token.
     *
     * @return tokens of prompts and streams that a batch should hold at most; all that it may until enough have finished
     */
    int finished(Sequence s) {
        double weight = Math.max(WEIGHT, 1.0 / ++requests);
        prompt += weight * (Math.max(1, s.request().promptTokens() - s.expectedReuse) - prompt);
        output += weight * (s.emitted() - output);
        if (times != null && requests % EVERY == 0) {
            best = best(times);
        }
        return best;
    }

    private int best(StepTimes times) {
        double least = Double.POSITIVE_INFINITY;
        int found = maxTokens;
        for (int size = STEP; size < maxTokens && fits(size); size += Math.max(STEP, Integer.highestOneBit(size) / 4)) {
            double nanos = nanosPerToken(times, size);
            if (nanos <= least) {
                least = nanos;
                found = size;
            }
        }
        return found;
    }

    private boolean fits(int size) {
        return decodes(size) <= maxDecodes && decodes(size) * context() <= maxHeld;
    }

    private int decodes(int size) {
        return (int) Math.round(size * output / (prompt + output));
    }

    /** Tokens of a stream that is half done. */
    private double context() {
        return prompt + output / 2;
    }

    private double nanosPerToken(StepTimes times, int size) {
        BatchShape batch = new BatchShape();
        int decodes = decodes(size);
        for (int i = 0; i < decodes; i++) {
            batch.addDecode((int) context());
        }
        int chunk = size - decodes;
        int prompts = (int) Math.max(1, chunk / prompt);
        for (int i = 0; i < prompts; i++) {
            batch.addPrefill((int) Math.max(0, (prompt - chunk) / 2), chunk / prompts);
        }
        batch.holdTokens((long) (decodes * context() + prompt / 2));
        return times.likelyNanos(batch) / size;
    }
}
