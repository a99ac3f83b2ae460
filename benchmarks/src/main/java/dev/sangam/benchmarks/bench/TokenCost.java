package dev.sangam.benchmarks.bench;

import dev.sangam.measure.load.LoadListener;
import dev.sangam.measure.load.LoadOptions;
import dev.sangam.measure.load.LoadPlan;
import dev.sangam.measure.load.LoadRun;
import dev.sangam.measure.load.LoadShape;
import dev.sangam.measure.load.RunName;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * CPU time of the client for each token: the whole load generator, which paces, reads, parses and keeps every time, against
 * the JDK's {@code HttpClient} that hands out lines, of which nothing but the time is taken. The same server, in a process
 * of its own, and rounds in turn.
 */
public final class TokenCost {
    private TokenCost() {}

    /** {@code [streams [tokens [gap-millis [rounds]]]]}. */
    public static void main(String[] args) throws Exception {
        int streams = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        int tokens = args.length > 1 ? Integer.parseInt(args[1]) : 100;
        int gapMillis = args.length > 2 ? Integer.parseInt(args[2]) : 100;
        int rounds = args.length > 3 ? Integer.parseInt(args[3]) : 3;
        SteadyBodies bodies = new SteadyBodies(tokens, gapMillis * 1000, gapMillis * 1000);
        long[] ours = new long[rounds];
        long[] lines = new long[rounds];
        try (TargetProcess target = TargetProcess.start();
                HttpClient http = HttpClient.newHttpClient()) {
            for (int round = -1; round < rounds; round++) {
                long own = cpuPerToken(streams * (long) tokens, () -> generator(target, bodies, streams));
                long theirs = cpuPerToken(streams * (long) tokens, () -> lines(http, target, bodies, streams));
                System.out.printf(
                        Locale.ROOT,
                        "%s load generator %5.1f us/token   HttpClient lines %5.1f us/token%n",
                        round < 0 ? "warm-up" : "round " + (round + 1),
                        own / 1e3,
                        theirs / 1e3);
                if (round >= 0) {
                    ours[round] = own;
                    lines[round] = theirs;
                }
            }
        }
        double own = Distribution.of(ours).at(0.5) / 1e3;
        double theirs = Distribution.of(lines).at(0.5) / 1e3;
        System.out.printf(
                Locale.ROOT,
                "%d streams of %d tokens, %d ms apart; median: %.1f and %.1f us of CPU per token, %.2f of it%n",
                streams,
                tokens,
                gapMillis,
                own,
                theirs,
                own / theirs);
    }

    private interface Work {
        long run() throws Exception;
    }

    private static long cpuPerToken(long expected, Work work) throws Exception {
        System.gc();
        long before = cpuNanos();
        long tokens = work.run();
        long spent = cpuNanos() - before;
        if (tokens != expected) {
            throw new IllegalStateException(tokens + " tokens came; they must be " + expected);
        }
        return spent / tokens;
    }

    private static long generator(TargetProcess target, SteadyBodies bodies, int streams) {
        RunRecord run = new LoadRun(
                        new RunName("scripted", "open loop", 1),
                        LoadPlan.of(Loads.constant(streams, 1_000_000_000L / streams)),
                        LoadShape.Open.FREE,
                        List.of(target.endpoint()),
                        bodies,
                        LoadOptions.DEFAULT)
                .run(LoadListener.NONE);
        return run.requests().stream().mapToLong(RequestRecord::outputTokens).sum();
    }

    private static long lines(HttpClient http, TargetProcess target, SteadyBodies bodies, int streams)
            throws InterruptedException {
        LongAdder tokens = new LongAdder();
        CountDownLatch left = new CountDownLatch(streams);
        for (int i = 0; i < streams; i++) {
            int number = i;
            Thread.sleep(0, 1_000_000_000 / streams > 999_999 ? 999_999 : 1_000_000_000 / streams);
            Thread.ofVirtual().start(() -> {
                try {
                    tokens.add(read(http, target, bodies.body(number, List.of())));
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    left.countDown();
                }
            });
        }
        left.await();
        return tokens.sum();
    }

    /** Tokens of an answer: all events but role, reason to end, usage and the last. */
    private static int read(HttpClient http, TargetProcess target, byte[] body)
            throws java.io.IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target.address().resolve("/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        long[] times = new long[1024];
        int[] count = new int[1];
        try (Stream<String> lines =
                http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            lines.forEach(line -> {
                if (line.startsWith("data:")) {
                    times[count[0]++ % times.length] = System.nanoTime();
                }
            });
        }
        return count[0] - 4;
    }

    /** CPU time of this process. */
    static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }
}
