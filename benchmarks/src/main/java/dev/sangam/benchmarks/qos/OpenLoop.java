package dev.sangam.benchmarks.qos;

import dev.sangam.core.workload.Workload;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Sends the requests of a workload at their times, however many are unanswered, and follows every answer. */
final class OpenLoop {
    private final URI server;
    private final int vocabulary;
    private final long seed;

    /**
     * @param vocabulary tokens that a prompt may have
     * @param seed of the prompts
     */
    OpenLoop(URI server, int vocabulary, long seed) {
        this.server = server;
        this.vocabulary = vocabulary;
        this.seed = seed;
    }

    /** The answers, in the order of the requests, when all have ended. */
    List<Answer> run(Workload workload) throws InterruptedException {
        List<TokenStream> streams = streams(workload);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime();
            for (int i = 0; i < workload.size(); i++) {
                long asked = workload.arrival(i);
                TokenStream stream = streams.get(i);
                waitUntil(start + asked);
                answers.add(CompletableFuture.supplyAsync(() -> stream.run(server, start, asked), readers));
            }
            return answers.stream().map(CompletableFuture::join).toList();
        }
    }

    /** Put together beforehand, so that nothing but sending is left to do when the time comes. */
    private List<TokenStream> streams(Workload workload) {
        SplittableRandom random = new SplittableRandom(seed);
        List<TokenStream> streams = new ArrayList<>();
        for (int i = 0; i < workload.size(); i++) {
            streams.add(new TokenStream(
                    server,
                    vocabulary,
                    workload.promptTokens(i),
                    workload.outputTokens(i),
                    workload.qos(i).name(),
                    workload.priority(i),
                    random));
        }
        return streams;
    }

    private static void waitUntil(long nanoTime) throws InterruptedException {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop");
            }
        }
    }
}
