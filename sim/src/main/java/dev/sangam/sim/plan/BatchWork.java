package dev.sangam.sim.plan;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.SchedulerConfig.FasterTransformer;
import dev.sangam.core.scheduler.SchedulerConfig.Orca;
import dev.sangam.sim.cluster.ClusterConfig;

/**
 * The least time that the last pipeline stage of a replica is busy with some work, however it is batched. A batch is taken to
 * cost at least what its tokens cost without any context, at the most favourable division into sequences, and what the
 * contexts of its decodes cost beyond that; a prompt, at least what it costs in one piece.
 */
final class BatchWork {
    private static final int STEP = 8;
    private static final int DENSE = 4096;
    private static final double FINER = 1.02;

    private final BatchTimeModel times;
    private final int mostSequences;
    private final int mostTokens;
    private final long kvTokens;
    private final ConvexHull bare = new ConvexHull();

    BatchWork(ClusterConfig config) {
        this.times = config.batchTime();
        this.mostSequences = config.scheduler().maxSequences();
        this.mostTokens = mostTokens(config.scheduler());
        this.kvTokens = (long) config.kv().blocks() * config.kv().blockTokens();
        for (int t = 1; t < mostTokens; t = next(t)) {
            bare.add(t, bareNanos(t));
        }
        bare.add(mostTokens, bareNanos(mostTokens));
    }

    private static int mostTokens(SchedulerConfig config) {
        long most = switch (config) {
            case Orca(int sequences, int longest) -> (long) sequences * longest; // every one with its whole prompt
            case FasterTransformer(int sequences, int longest) -> (long) sequences * longest;
            case SchedulerConfig other -> Math.max(other.maxBatchTokens(), other.maxSequences());
        };
        return (int) Math.min(most, 1 << 24);
    }

    private static int next(int t) {
        return t < STEP ? STEP : t < DENSE ? t + STEP : t + t / 2;
    }

    /** Of a batch of so many tokens without context. */
    private double bareNanos(int count) {
        BatchShape shape = new BatchShape();
        double best = Double.POSITIVE_INFINITY;
        for (int parts = 1; parts <= Math.min(count, mostSequences); parts *= 2) {
            shape.clear();
            for (int i = 0; i < parts; i++) {
                shape.addPrefill(0, count / parts + (i < count % parts ? 1 : 0), false);
            }
            best = Math.min(best, times.stageNanos(shape, true));
        }
        return count > mostSequences ? best : Math.min(best, decodeNanos(count, 1));
    }

    private double decodeNanos(int count, int context) {
        BatchShape shape = new BatchShape();
        for (int i = 0; i < count; i++) {
            shape.addDecode(context);
        }
        return times.stageNanos(shape, true);
    }

    /** What the contexts of the decodes of a batch cost, by their number. */
    private ConvexHull contextNanos(int context) {
        ConvexHull hull = new ConvexHull();
        hull.add(0, 0);
        for (int count = 1; count <= mostSequences; count += Math.max(1, count / 8)) {
            hull.add(count, Math.max(0, decodeNanos(count, context) - decodeNanos(count, 1)));
        }
        return hull;
    }

    /**
     * Least nanoseconds of some work.
     *
     * @param requests whose prompts are computed
     * @param prompts prompt tokens of those
     * @param outputs output tokens after the first of a request
     * @param context tokens of context of those, summed
     */
    double nanos(int requests, double prompts, double outputs, double context) {
        double all = prompts + outputs;
        if (all == 0) {
            return 0;
        }
        double fewest = Math.max(all / mostTokens, Math.max(outputs / mostSequences, context / kvTokens));
        ConvexHull contexts = outputs == 0 ? new ConvexHull() : contextNanos((int) Math.max(1, context / outputs));
        double least = Double.POSITIVE_INFINITY;
        for (double batches = fewest; batches <= all * FINER; batches *= FINER) {
            double nanos = batches * (bare.at(all / batches) + contexts.at(outputs / batches));
            if (nanos > 2 * least) {
                break; // it is convex in the number of batches
            }
            least = Math.min(least, nanos);
        }
        return least + requests * promptNanos((int) (prompts / requests));
    }

    /** What attention among its own tokens adds to a prompt; no less in the mean than for a prompt of mean length. */
    private double promptNanos(int length) {
        BatchShape shape = new BatchShape();
        shape.addPrefill(0, Math.max(1, length), false);
        return Math.max(0, times.stageNanos(shape, true) - bareNanos(Math.max(1, length)));
    }
}
