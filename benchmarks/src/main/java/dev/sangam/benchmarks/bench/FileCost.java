package dev.sangam.benchmarks.bench;

import dev.sangam.core.workload.Label;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunFile;
import dev.sangam.measure.run.RunRecord;
import dev.sangam.measure.run.RunWriter;
import dev.sangam.measure.run.TokenSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** CPU time and bytes per token of the file of a run, written and read back. */
public final class FileCost {
    private static final int REQUESTS = 4000;
    private static final int TOKENS = 500;

    private FileCost() {}

    public static void main(String[] args) throws Exception {
        RunRecord run = new RunRecord(
                new RunFacts(List.of("x"), "m", "l", true, 1, "", 0, 0, new RunFacts.Generator(0, 0, 0)),
                List.of(Label.DEFAULT),
                requests());
        Path path = Files.createTempFile("run", ".jsonl.gz");
        double tokens = (double) REQUESTS * TOKENS;
        for (int round = 0; round < 4; round++) {
            long start = TokenCost.cpuNanos();
            try (RunWriter writer = RunWriter.create(path, run.facts(), run.labels())) {
                run.requests().forEach(writer::add);
                writer.finish(run.facts());
            }
            long written = TokenCost.cpuNanos();
            RunRecord read = RunFile.read(path);
            long ended = TokenCost.cpuNanos();
            System.out.printf(
                    Locale.ROOT,
                    "%.0f tokens of %d requests: %.2f bytes, %.0f ns of CPU to write and %.0f ns to read each%n",
                    tokens,
                    read.requests().size(),
                    Files.size(path) / tokens,
                    (written - start) / tokens,
                    (ended - written) / tokens);
        }
        Files.delete(path);
    }

    /** Gaps of 20 ms that vary by some microseconds. */
    private static List<RequestRecord> requests() {
        SplittableRandom random = new SplittableRandom(1);
        List<RequestRecord> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            long[] times = new long[TOKENS];
            int[] ones = new int[TOKENS];
            Arrays.fill(ones, 1);
            long time = i * 1_000_000L;
            for (int k = 0; k < TOKENS; k++) {
                time += 20_000_000 + (long) (200_000 * random.nextGaussian());
                times[k] = time;
            }
            requests.add(new RequestRecord(
                    i,
                    0,
                    0,
                    i,
                    i * 1_000_000L,
                    i * 1_000_000L,
                    times[0],
                    time,
                    100,
                    -1,
                    TOKENS,
                    TOKENS,
                    TokenSource.USAGE,
                    times,
                    ones,
                    "length",
                    Outcome.COMPLETED,
                    200,
                    "",
                    0));
        }
        return requests;
    }
}
