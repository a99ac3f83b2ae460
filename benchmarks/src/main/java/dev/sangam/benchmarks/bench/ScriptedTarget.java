package dev.sangam.benchmarks.bench;

import dev.sangam.measure.target.Script;
import dev.sangam.measure.target.ScriptedServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A scripted server as a process of its own: answers as many tokens as a body's {@code tokens} says, the first after
 * {@code first_us}, the others {@code gap_us} apart. Ends with its standard input.
 */
public final class ScriptedTarget {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;

    private ScriptedTarget() {}

    /** {@code [freeze-at-millis freeze-for-millis]}, counted from the first request. */
    public static void main(String[] args) throws Exception {
        Map<String, Script> scripts = new ConcurrentHashMap<>();
        CountDownLatch first = new CountDownLatch(1);
        try (ScriptedServer server = ScriptedServer.start(0, asked -> {
            first.countDown();
            int tokens = asked.number("tokens");
            int firstMicros = asked.number("first_us");
            int gapMicros = asked.number("gap_us");
            return scripts.computeIfAbsent(
                    tokens + " " + firstMicros + " " + gapMicros,
                    key -> Script.steady(tokens, firstMicros * MICRO, gapMicros * MICRO));
        })) {
            System.out.println(server.address());
            if (args.length == 2) {
                Thread.ofPlatform().daemon().start(() -> freeze(server, first, args));
            }
            while (System.in.read() >= 0) {
                // It serves until whoever started it lets go.
            }
        }
    }

    private static void freeze(ScriptedServer server, CountDownLatch first, String... args) {
        try {
            first.await();
            Thread.sleep(Long.parseLong(args[0]));
            server.freeze(Long.parseLong(args[1]) * MILLI);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
