package dev.sangam.cli;

import dev.sangam.measure.load.LoadPlan;
import dev.sangam.measure.load.LoadShape;

/**
 * One run of a benchmark; a sweep has several.
 *
 * @param slug names it in the file system
 * @param title how requests are sent, for people
 * @param level what a sweep varies, requests/s or users; NaN when the workload alone decides
 * @param plan what is sent
 * @param shape what decides when
 * @param warmupNanos requests due before are not counted
 * @param clipped whether requests were cut to fit the model's context
 */
record BenchStep(
        String slug, String title, double level, LoadPlan plan, LoadShape shape, long warmupNanos, boolean clipped) {
    boolean open() {
        return shape instanceof LoadShape.Open;
    }
}
