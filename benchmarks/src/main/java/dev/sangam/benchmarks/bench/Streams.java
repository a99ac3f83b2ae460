package dev.sangam.benchmarks.bench;

import dev.sangam.measure.load.LoadListener;
import dev.sangam.measure.load.LoadOptions;
import dev.sangam.measure.load.LoadPlan;
import dev.sangam.measure.load.LoadRun;
import dev.sangam.measure.load.LoadShape;
import dev.sangam.measure.load.RunName;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunFacts;
import dev.sangam.measure.run.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many streams at once: how late requests are sent, how long after the server's write each chunk has its time, and what the
 * generator costs. Both processes are on this machine and read the same clock.
 */
public final class Streams {
    private Streams() {}

    /** {@code streams tokens gap-millis requests-per-second}. */
    public static void main(String[] args) throws Exception {
        int streams = Integer.parseInt(args[0]);
        int tokens = Integer.parseInt(args[1]);
        int gapMicros = Integer.parseInt(args[2]) * 1000;
        long everyNanos = 1_000_000_000L / Integer.parseInt(args[3]);
        SteadyBodies bodies = new SteadyBodies(tokens, gapMicros, gapMicros);
        Path file = Files.createTempFile("streams", ".jsonl.gz");
        try (TargetProcess target = TargetProcess.start()) {
            run(target, new SteadyBodies(5, 1000, 1000), 2000, 1_000_000, file, new Origin()); // compiles the code
            Origin origin = new Origin();
            RunRecord run = run(target, bodies, streams, everyNanos, file, origin);
            print(run, target.written(), origin.nanos.get(), Files.size(file));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static RunRecord run(
            TargetProcess target, SteadyBodies bodies, int streams, long everyNanos, Path file, Origin origin) {
        return new LoadRun(
                        new RunName("scripted", "open loop", 1),
                        LoadPlan.of(Loads.constant(streams, everyNanos)),
                        LoadShape.Open.FREE,
                        List.of(target.endpoint()),
                        bodies,
                        LoadOptions.DEFAULT)
                .run(origin, file);
    }

    /** {@link System#nanoTime} of the start of a run, as near as it can be seen from outside. */
    private static final class Origin implements LoadListener {
        private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);

        @Override
        public void sent(int request, int endpoint, long intended, long sent) {
            nanos.accumulateAndGet(System.nanoTime() - sent, Math::min);
        }
    }

    private static void print(RunRecord run, Map<Integer, long[]> written, long origin, long bytes) {
        List<RequestRecord> requests = run.requests();
        long tokens = requests.stream().mapToLong(RequestRecord::outputTokens).sum();
        long completed =
                requests.stream().filter(r -> r.outcome() == Outcome.COMPLETED).count();
        long[] late = requests.stream()
                .filter(r -> r.sent() >= 0)
                .mapToLong(r -> r.sent() - r.intended())
                .toArray();
        long[] delays = new long[(int) tokens];
        long[] ttft = new long[requests.size()];
        int n = 0;
        int first = 0;
        for (RequestRecord request : requests) {
            long[] truth = written.getOrDefault(request.id(), new long[0]);
            for (int i = 0; i < Math.min(truth.length, request.chunkTimes().length); i++) {
                long delay = request.chunkTimes()[i] + origin - truth[i];
                delays[n++] = delay;
                if (i == 0) {
                    ttft[first++] = delay;
                }
            }
        }
        RunFacts.Generator cost = run.facts().generator();
        System.out.printf(
                Locale.ROOT,
                "%d of %d requests completed, %d tokens in %.1f s; %d streams at once%n",
                completed,
                requests.size(),
                tokens,
                run.facts().nanos() / 1e9,
                cost.peakStreams());
        System.out.println("sent after it was due    " + Distribution.of(late));
        System.out.println("seen after it was written");
        System.out.println("  first chunk            " + Distribution.of(java.util.Arrays.copyOf(ttft, first)));
        System.out.println("  any chunk              " + Distribution.of(java.util.Arrays.copyOf(delays, n)));
        System.out.printf(
                Locale.ROOT,
                "client: %.1f us of CPU per token, %.0f %% of %d cores; file: %.2f bytes per token%n",
                cost.cpuNanos() / 1e3 / tokens,
                100.0 * cost.cpuNanos() / run.facts().nanos() / cost.cores(),
                cost.cores(),
                (double) bytes / tokens);
    }
}
