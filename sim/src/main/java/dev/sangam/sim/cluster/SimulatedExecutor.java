package dev.sangam.sim.cluster;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.replica.BatchExecutor;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.time.EventLoop;
import dev.sangam.core.workload.Workload;
import java.util.BitSet;

/**
 * Runs a step by letting its predicted time pass. Pipeline stages are first come, first served, so the end of a step is
 * known when it starts. The output lengths, which the scheduler must not know, come from the workload.
 */
final class SimulatedExecutor implements BatchExecutor {
    private final EventLoop loop;
    private final BatchTimeModel model;
    private final Workload workload;
    private final long[] stageFreeAt;
    private final double[] carry;
    private final BitSet finished = new BitSet();
    private long busyNanos;

    SimulatedExecutor(EventLoop loop, BatchTimeModel model, Workload workload, int stages) {
        this.loop = loop;
        this.model = model;
        this.workload = workload;
        this.stageFreeAt = new long[stages];
        this.carry = new double[stages];
    }

    @Override
    public int maxStepsInFlight() {
        return stageFreeAt.length;
    }

    @Override
    public void start(Step step, Completion done) {
        int last = stageFreeAt.length - 1;
        long at = loop.now();
        for (int stage = 0; stage <= last; stage++) {
            long nanos = whole(stage, model.stageNanos(step.shape(), stage == last));
            at = Math.max(at, stageFreeAt[stage]) + nanos;
            stageFreeAt[stage] = at;
            busyNanos += nanos;
        }
        loop.at(at, () -> done.completed(step, result(step)));
    }

    /** Nanoseconds during which a stage was busy, summed over stages. */
    long busyNanos() {
        return busyNanos;
    }

    /** Whole nanoseconds; what is cut off is added to the next step, so that nothing is lost over a run. */
    private long whole(int stage, double nanos) {
        double exact = nanos + carry[stage];
        long whole = (long) exact;
        carry[stage] = exact - whole;
        return whole;
    }

    private StepResult result(Step step) {
        finished.clear();
        for (int i = 0; i < step.size(); i++) {
            int id = (int) step.sequence(i).request().id();
            if (step.emitsLast(i, workload.outputTokens(id))) {
                finished.set(i);
            }
        }
        return StepResult.finished(finished);
    }
}
