package dev.sangam.benchmarks.bench;

import dev.sangam.measure.load.LoadListener;
import dev.sangam.measure.load.LoadOptions;
import dev.sangam.measure.load.LoadPlan;
import dev.sangam.measure.load.LoadRun;
import dev.sangam.measure.load.LoadShape;
import dev.sangam.measure.load.RunName;
import dev.sangam.measure.run.RequestRecord;
import dev.sangam.measure.run.RunRecord;
import java.util.List;
import java.util.Locale;

/**
 * Coordinated omission: a server that freezes for ten seconds in a minute of 50 requests a second. The time to the first
 * token from when a request was due tells it; from when it was sent, a client that waits for answers hides it.
 */
public final class Frozen {
    private static final int RATE = 50;
    private static final int USERS = 16;

    private Frozen() {}

    /** {@code [seconds [freeze-seconds]]}. */
    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
        int freeze = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        print("open loop", new LoadShape.Open(LoadShape.Open.UNBOUNDED), seconds, freeze);
        print("open loop, at most " + USERS + " in flight", new LoadShape.Open(USERS), seconds, freeze);
        LoadShape closed = new LoadShape.Closed(USERS, 0, seconds * 1_000_000_000L);
        print("closed loop, " + USERS + " users", closed, seconds, freeze);
    }

    private static void print(String name, LoadShape shape, int seconds, int freeze) throws Exception {
        int requests = RATE * seconds;
        long[] think = new long[requests];
        java.util.Arrays.fill(think, USERS * 1_000_000_000L / RATE - 50_000_000L); // as many a second
        try (TargetProcess target =
                TargetProcess.start(String.valueOf(seconds * 1000 / 3), String.valueOf(freeze * 1000))) {
            RunRecord run = new LoadRun(
                            new RunName("scripted", name, 1),
                            LoadPlan.of(Loads.constant(requests, 1_000_000_000L / RATE))
                                    .withThinkTimes(think),
                            shape,
                            List.of(target.endpoint()),
                            new SteadyBodies(5, 10_000, 10_000),
                            LoadOptions.DEFAULT)
                    .run(LoadListener.NONE);
            List<RequestRecord> sent = run.requests().stream()
                    .filter(r -> r.chunkTimes().length > 0)
                    .toList();
            System.out.printf(Locale.ROOT, "%s: %d requests%n", name, sent.size());
            System.out.println("  time to first token since it was due   "
                    + Distribution.of(sent.stream()
                            .mapToLong(r -> r.chunkTimes()[0] - r.intended())
                            .toArray()));
            System.out.println("  time to first token since it was sent  "
                    + Distribution.of(sent.stream()
                            .mapToLong(r -> r.chunkTimes()[0] - r.sent())
                            .toArray()));
        }
    }
}
