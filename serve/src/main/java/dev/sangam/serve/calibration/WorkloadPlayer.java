package dev.sangam.serve.calibration;

import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.workload.Workload;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import dev.sangam.serve.engine.SamplingParams;
import dev.sangam.serve.engine.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of a workload to an engine at their times, with prompts of random tokens and outputs of exactly the
 * wanted lengths. Prompts that share blocks in the workload share their tokens.
 */
public final class WorkloadPlayer {
    private final Workload workload;
    private final List<Prompt> prompts = new ArrayList<>();
    private final CountDownLatch open;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<@Nullable EngineException> failure = new AtomicReference<>();
    private final IntConsumer progress;

    /**
     * @param vocabulary tokens that a prompt may have
     * @param progress told the number of requests that have ended, after each; on threads of the engine
     */
    public WorkloadPlayer(Workload workload, int vocabulary, long seed, IntConsumer progress) {
        this.workload = workload;
        this.open = new CountDownLatch(workload.size());
        this.progress = progress;
        Random random = new Random(seed);
        for (int i = 0; i < workload.size(); i++) {
            prompts.add(new Prompt.Tokens(tokens(i, vocabulary, random)));
        }
    }

    private List<Integer> tokens(int i, int vocabulary, Random random) {
        BlockHashes shared = workload.promptBlocks(i);
        List<Integer> tokens = new ArrayList<>();
        Random ofBlock = random;
        for (int k = 0; k < workload.promptTokens(i); k++) {
            int block = k / Workload.BLOCK_TOKENS;
            if (k % Workload.BLOCK_TOKENS == 0) {
                ofBlock = block < shared.size() ? new Random(shared.at(block)) : random;
            }
            tokens.add(ofBlock.nextInt(vocabulary));
        }
        return tokens;
    }

    /**
     * Sends everything and waits for its end.
     *
     * @throws EngineException when a request was refused or failed; the others go on
     */
    public void play(Engine engine) throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < workload.size(); i++) {
            waitUntil(start + workload.arrival(i) - workload.arrival(0));
            engine.generate(request(i), new Ending());
        }
        open.await();
        EngineException problem = failure.get();
        if (problem != null) {
            throw problem;
        }
    }

    private GenerationRequest request(int i) {
        return new GenerationRequest(
                i,
                prompts.get(i),
                workload.outputTokens(i),
                SamplingParams.GREEDY,
                List.of(),
                ResponseFormat.TEXT,
                true,
                workload.qos(i),
                workload.priority(i),
                workload.tenant(i),
                0);
    }

    private static void waitUntil(long nanoTime) throws InterruptedException {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop");
            }
        }
    }

    private final class Ending implements GenerationListener {
        @Override
        public void token(OutputToken token) {}

        @Override
        public void finished(FinishReason reason, Usage usage) {
            progress.accept(ended.incrementAndGet());
            open.countDown();
        }

        @Override
        public void failed(EngineException problem) {
            failure.compareAndSet(null, problem);
            open.countDown();
        }
    }
}
