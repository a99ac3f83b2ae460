package dev.sangam.serve.calibration;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.calibration.Probe;
import dev.sangam.core.calibration.Sample;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of an engine that serves, as samples: what they take where sequences of all lengths have come and gone, and the
 * tokens of those that grow together lie mixed in the cache. Steps that are nearly alike make one sample. To be read once
 * the engine is closed.
 */
public final class ServedSteps implements ReplicaListener {
    /** Steps at first that do not count: the cache is still empty. */
    private static final int WARM_UP = 20;
    /** Steps are alike when all their numbers are, to this factor. */
    private static final double ALIKE = 1.25;

    private final Map<List<Long>, List<Sample>> alike = new LinkedHashMap<>();
    private int steps;

    @Override
    public void started(Replica replica, Step step, long now) {}

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        if (steps++ < WARM_UP) {
            return;
        }
        Probe probe = Probe.like(step.shape());
        alike.computeIfAbsent(key(step.shape()), k -> new ArrayList<>())
                .add(new Sample(probe, now - step.formedAt(), 1, 0, true));
    }

    private static List<Long> key(BatchShape shape) {
        return List.of(
                (long) shape.decodes(),
                rounded(shape.decodeContext()),
                shape.prefillTokens() < 64 ? rounded(shape.prefillTokens()) : shape.prefillTokens() / 64 + 1000L,
                rounded(shape.prefillProducts() + shape.prefillSquares()));
    }

    private static long rounded(long number) {
        return Math.round(Math.log1p((double) number) / Math.log(ALIKE));
    }

    /**
     * The samples: of each group of steps alike, the one whose time is the group's median.
     *
     * @param most of them; those of the largest groups
     */
    public List<Sample> samples(int most) {
        return alike.values().stream()
                .sorted((a, b) -> Integer.compare(b.size(), a.size()))
                .limit(most)
                .map(ServedSteps::median)
                .toList();
    }

    private static Sample median(List<Sample> group) {
        Sample[] sorted = group.toArray(Sample[]::new);
        Arrays.sort(sorted, (a, b) -> Double.compare(a.stepNanos(), b.stepNanos()));
        Sample middle = sorted[sorted.length / 2];
        double quartiles = sorted[(3 * sorted.length - 1) / 4].stepNanos() - sorted[sorted.length / 4].stepNanos();
        return new Sample(
                middle.probe(),
                middle.stepNanos(),
                sorted.length,
                Math.max(0, quartiles) / 2 / middle.stepNanos(),
                true);
    }
}
