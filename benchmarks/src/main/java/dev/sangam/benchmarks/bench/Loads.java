package dev.sangam.benchmarks.bench;

import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;

/** Schedules of the benchmarks. */
final class Loads {
    private Loads() {}

    /** So many requests at a constant distance. */
    static Workload constant(int count, long gapNanos) {
        WorkloadBuilder workload = new WorkloadBuilder();
        for (int i = 0; i < count; i++) {
            workload.add(i * gapNanos, 10, 10, Label.DEFAULT);
        }
        return workload.build();
    }
}
