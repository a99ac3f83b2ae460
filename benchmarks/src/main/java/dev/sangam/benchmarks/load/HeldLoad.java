package dev.sangam.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Many streams at once: steady, slow and vanishing clients, each of which knows what its answer must be. Prints what came of
 * them and how much memory the server took; exit code 1 when a character was lost or mixed up, or a stream failed.
 */
public final class HeldLoad {
    private static final String USAGE =
            "HeldLoad http://HOST:PORT [--streams 1000] [--prompts 32] [--tokens 64] [--seed 1] [--pid SERVER]";

    private HeldLoad() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments =
                new Arguments(USAGE, Set.of("--streams", "--prompts", "--tokens", "--seed", "--pid"), args);
        Target target = arguments.target();
        int streams = (int) arguments.number("--streams", 1000);
        long seed = arguments.number("--seed", 1);
        long pid = arguments.number("--pid", 0);
        Answers answers =
                Answers.learn(target, (int) arguments.number("--prompts", 32), (int) arguments.number("--tokens", 64));
        System.out.printf("seed %d; %d answers known%n", seed, answers.texts().size());

        Tally tally = new Tally();
        Peak peak = new Peak(pid);
        SplittableRandom random = new SplittableRandom(seed);
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            int which = i % answers.prompts().size();
            SplittableRandom own = random.split();
            Client client = Client.drawn(own);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    client.ask(target, answers, which, own, tally);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread thread : threads) {
            while (!thread.join(Duration.ofMillis(500))) {
                peak.look();
            }
        }
        System.out.printf(
                "%d streams, %d of them at once, in %.1f s%n%s",
                streams, target.mostAtOnce(), (System.nanoTime() - start) / 1e9, tally);
        System.out.print(peak);
        System.exit(tally.clean() ? 0 : 1);
    }
}
