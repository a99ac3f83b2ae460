package dev.sangam.benchmarks.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Kills the engine's process, with -9, under streams. Every stream must end, whole or with an error that says so, and the
 * server must answer again; prints after how long. Exit code 1 when a stream ended without a word or with wrong text.
 */
public final class Recovery {
    private static final String USAGE =
            "Recovery http://HOST:PORT --pid SERVER [--streams 100] [--tokens 256] [--kills 3] [--seed 1]";

    private Recovery() {}

    public static void main(String[] args) throws Exception {
        Arguments arguments =
                new Arguments(USAGE, Set.of("--pid", "--streams", "--prompts", "--tokens", "--kills", "--seed"), args);
        Target target = arguments.target();
        long server = arguments.number("--pid", 0);
        Answers answers =
                Answers.learn(target, (int) arguments.number("--prompts", 8), (int) arguments.number("--tokens", 256));
        Tally tally = new Tally();
        SplittableRandom random = new SplittableRandom(arguments.number("--seed", 1));
        for (long kill = arguments.number("--kills", 3); kill > 0; kill--) {
            List<Thread> streams = new ArrayList<>();
            for (long i = arguments.number("--streams", 100); i > 0; i--) {
                SplittableRandom own = random.split();
                streams.add(Thread.ofVirtual().start(() -> ask(target, answers, own, tally)));
            }
            Thread.sleep(1000);
            List<ProcessHandle> engine =
                    ProcessHandle.of(server).orElseThrow().children().toList();
            engine.forEach(ProcessHandle::destroyForcibly);
            long start = System.nanoTime();
            int refused = refusedUntilAnswered(target, answers);
            System.out.printf(
                    "killed %s; answered again after %.2f s, %d refusals before%n",
                    engine.stream().map(ProcessHandle::pid).toList(), (System.nanoTime() - start) / 1e9, refused);
            for (Thread stream : streams) {
                stream.join();
            }
        }
        System.out.print(tally);
        boolean told = tally.count(Client.Result.WRONG) + tally.count(Client.Result.SHORT) == 0;
        System.exit(told ? 0 : 1);
    }

    private static void ask(Target target, Answers answers, SplittableRandom random, Tally tally) {
        try {
            Client.STEADY.ask(target, answers, random.nextInt(answers.prompts().size()), random, tally);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first request may still be one that the dead engine was given: it fails, and the next is asked. */
    private static int refusedUntilAnswered(Target target, Answers answers) throws IOException, InterruptedException {
        for (int refused = 0; ; refused++) {
            Target.End end = target.complete(answers.model(), answers.prompts().getFirst(), 1, piece -> {});
            if (end.status() == 200 && end.fault().isEmpty()) {
                return refused;
            }
            Thread.sleep(20);
        }
    }
}
