package dev.sangam.serve.calibration;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import java.util.Arrays;

/**
 * Takes down when the requests of a workload really arrived, and how long each step took beside what was predicted. To be
 * read once the engine is closed.
 */
public final class RunObserver implements ReplicaListener {
    private final long[] arrivals;
    private final BatchTimeModel times;
    private double[] ratios = new double[1024];
    private int steps;
    private double predictedNanos;
    private double stepNanos;
    private double predicted;

    /** @param requests of the workload, whose ids count from 0 */
    public RunObserver(int requests, BatchTimeModel times) {
        this.arrivals = new long[requests];
        this.times = times;
    }

    @Override
    public void arrived(Replica replica, Request request, long now) {
        arrivals[(int) request.id()] = request.arrival();
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        predicted = times.stageNanos(step.shape(), true);
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        long took = now - step.formedAt();
        stepNanos += took;
        predictedNanos += predicted;
        if (steps == ratios.length) {
            ratios = Arrays.copyOf(ratios, 2 * steps);
        }
        ratios[steps++] = predicted / took;
    }

    /** The workload with the times at which its requests arrived at the engine. */
    public Workload arrived(Workload workload) {
        WorkloadBuilder builder = new WorkloadBuilder();
        for (int i = 0; i < workload.size(); i++) {
            builder.add(
                    arrivals[i],
                    workload.promptTokens(i),
                    workload.outputTokens(i),
                    workload.label(i),
                    workload.blockKeys(i));
        }
        return builder.build();
    }

    /** Predicted over measured time of all steps together. */
    public double total() {
        return predictedNanos / stepNanos;
    }

    /** Predicted over measured time of a step, at this share of the steps in rising order. */
    public double quantile(double share) {
        double[] sorted = Arrays.copyOf(ratios, steps);
        Arrays.sort(sorted);
        return steps == 0 ? Double.NaN : sorted[(int) Math.round(share * (steps - 1))];
    }

    /** Steps seen. */
    public int steps() {
        return steps;
    }
}
