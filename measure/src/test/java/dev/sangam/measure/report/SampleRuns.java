package dev.sangam.measure.report;

import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Slo;
import dev.sangam.core.workload.Label;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunFacts.Generator;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.run.TokenSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Runs that were never made, to show on pages. */
final class SampleRuns {
    static final long MILLIS = 1_000_000;

    private SampleRuns() {}

    /** Ten requests a second; one in ten fails. */
    static RunRecord of(int requests, String className, boolean openLoop) {
        Random random = new Random(1);
        List<Label> labels = List.of(
                Label.of(new QosClass(className, new Slo.Interactive(300 * MILLIS, 30 * MILLIS))),
                Label.of(new QosClass("batch", new Slo.NonInteractive(2000 * MILLIS))));
        List<RequestRecord> records = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            records.add(i % 10 == 9 ? failed(i) : completed(i, 1 + random.nextInt(20), random));
        }
        long end = requests * 100L * MILLIS + 1000 * MILLIS;
        return new RunRecord(
                new RunFacts(
                        List.of("http://127.0.0.1:8080"),
                        "model",
                        openLoop ? "open loop, poisson 10/s" : "closed loop, 8 users",
                        openLoop,
                        1,
                        "2026-01-31T12:00:00Z",
                        0,
                        end,
                        new Generator(end / 50, 2, 8)),
                labels,
                records);
    }

    private static RequestRecord completed(int id, int tokens, Random random) {
        long intended = id * 100L * MILLIS;
        long sent = intended + random.nextInt(100_000);
        long[] times = new long[tokens];
        int[] counts = new int[tokens];
        long time = sent + (50 + random.nextInt(200)) * MILLIS;
        for (int k = 0; k < tokens; k++) {
            times[k] = time;
            counts[k] = 1;
            time += (5 + random.nextInt(40)) * MILLIS;
        }
        return record(id, sent, times[tokens - 1], times, counts, Outcome.COMPLETED, 200);
    }

    private static RequestRecord failed(int id) {
        long sent = id * 100L * MILLIS + 10_000;
        return record(id, sent, sent + MILLIS, new long[0], new int[0], Outcome.STATUS, 503);
    }

    private static RequestRecord record(
            int id, long sent, long ended, long[] times, int[] counts, Outcome outcome, int status) {
        return new RequestRecord(
                id,
                0,
                id % 2,
                id,
                id * 100L * MILLIS,
                sent,
                sent,
                ended,
                10 + id % 300,
                -1,
                counts.length,
                counts.length,
                TokenSource.USAGE,
                times,
                counts,
                "",
                outcome,
                status,
                "",
                0);
    }
}
