package dev.sangam.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Clients that ask one thing after the other for some minutes, all answers compared. Meanwhile the live heap (after a
 * collection) and the resident memory of each process of the server are sampled; prints their slopes, which tell a leak
 * from a plateau. Exit code 1 when an answer was wrong.
 */
public final class Soak {
    private static final String USAGE =
            "Soak http://HOST:PORT --pid SERVER [--clients 16] [--minutes 10] [--sample-seconds 10] [--tokens 64] [--seed 1]";

    /** What is followed of a process. */
    private record Followed(Trend heap, Trend resident) {}

    private Soak() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments = new Arguments(
                USAGE,
                Set.of("--pid", "--clients", "--minutes", "--sample-seconds", "--tokens", "--prompts", "--seed"),
                args);
        long pid = arguments.number("--pid", 0);
        long seed = arguments.number("--seed", 1);
        Answers answers = Answers.learn(
                arguments.target(), (int) arguments.number("--prompts", 32), (int) arguments.number("--tokens", 64));
        Tally tally = new Tally();
        long start = System.nanoTime();
        long end = start + Duration.ofMinutes(arguments.number("--minutes", 10)).toNanos();
        System.out.printf("seed %d%n", seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (long i = arguments.number("--clients", 16); i > 0; i--) {
            SplittableRandom own = random.split();
            Thread.ofVirtual().start(() -> {
                while (System.nanoTime() < end) {
                    ask(arguments.target(), answers, own, tally);
                }
            });
        }
        Map<Long, Followed> followed = new TreeMap<>();
        System.out.println(" minutes   process  live heap MiB  resident MiB");
        while (System.nanoTime() < end) {
            Thread.sleep(Duration.ofSeconds(arguments.number("--sample-seconds", 10)));
            sample(pid, followed, (System.nanoTime() - start) / 3.6e12);
        }
        System.out.print(tally);
        followed.forEach(Soak::print);
        System.exit(tally.clean() ? 0 : 1);
    }

    private static void ask(Target target, Answers answers, SplittableRandom random, Tally tally) {
        try {
            int which = random.nextInt(answers.prompts().size());
            if (Client.drawn(random).ask(target, answers, which, random, tally) == Client.Result.REFUSED) {
                Thread.sleep(1000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sample(long pid, Map<Long, Followed> followed, double hours)
            throws IOException, InterruptedException {
        for (long process : ServerMemory.processes(pid)) {
            double heap = ServerMemory.liveHeapMebibytes(process);
            double resident = ServerMemory.residentMebibytes(process);
            Followed trends = followed.computeIfAbsent(process, _ -> new Followed(new Trend(), new Trend()));
            trends.heap().add(hours, heap);
            trends.resident().add(hours, resident);
            System.out.printf("%8.1f %9d %14.1f %13.1f%n", hours * 60, process, heap, resident);
        }
    }

    private static void print(long process, Followed trends) {
        double[] heap = trends.heap().slope();
        double[] resident = trends.resident().slope();
        System.out.printf(
                "process %d: live heap %.1f -> %.1f MiB, slope %+.1f +- %.1f MiB/h; resident %.1f -> %.1f MiB,"
                        + " slope %+.1f +- %.1f MiB/h%n",
                process,
                trends.heap().first(),
                trends.heap().last(),
                heap[0],
                heap[1],
                trends.resident().first(),
                trends.resident().last(),
                resident[0],
                resident[1]);
    }
}
