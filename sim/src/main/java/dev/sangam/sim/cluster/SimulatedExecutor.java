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
    private final BitSet finished = new BitSet();
    /** When each stage is free: whole nanoseconds, and the fraction, which would add up if it were lost. */
    private final long[] freeAt;

    private final double[] freeFraction;
    private long completedAt;
    private double completedFraction;

    SimulatedExecutor(EventLoop loop, BatchTimeModel model, Workload workload, int stages) {
        this.loop = loop;
        this.model = model;
        this.workload = workload;
        this.freeAt = new long[stages];
        this.freeFraction = new double[stages];
    }

    @Override
    public int maxStepsInFlight() {
        return freeAt.length;
    }

    @Override
    public void start(Step step, Completion done) {
        int last = freeAt.length - 1;
        long at = loop.now();
        double fraction = at == completedAt ? completedFraction : 0;
        for (int stage = 0; stage <= last; stage++) {
            if (freeAt[stage] > at || (freeAt[stage] == at && freeFraction[stage] > fraction)) {
                at = freeAt[stage];
                fraction = freeFraction[stage];
            }
            fraction += model.stageNanos(step.shape(), stage == last);
            long whole = (long) fraction;
            at += whole;
            fraction -= whole;
            freeAt[stage] = at;
            freeFraction[stage] = fraction;
        }
        loop.at(at, new End(step, fraction, done));
    }

    /** A class and not a lambda: creating a lambda that holds values is slow until the second compiler has seen it. */
    private final class End implements Runnable {
        private final Step step;
        private final double fraction;
        private final Completion done;

        End(Step step, double fraction, Completion done) {
            this.step = step;
            this.fraction = fraction;
            this.done = done;
        }

        @Override
        public void run() {
            completedAt = loop.now();
            completedFraction = fraction;
            done.completed(step, result(step));
        }
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
