package dev.sangam.serve.calibration;

import dev.sangam.core.request.QosClass;
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
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;

/**
 * Keeps requests of random lengths in an engine until a time is over: whoever ends is followed by another. How many there are
 * changes, so that batches of all sizes come up.
 */
public final class SteadyLoad {
    private static final int SHORTEST = 16;
    private static final int LONGEST_PROMPT = 1024;
    private static final int LONGEST_OUTPUT = 128;
    private static final long TICK_MILLIS = 50;
    /** Requests at a time, as shares of the most, one after the other. */
    private static final double[] LEVELS = {1, 0.25, 0.6, 0, 0.9, 0.4};

    private static final int PHASES = 3 * LEVELS.length;

    private final Engine engine;
    private final Random random;
    private final int longestPrompt;
    private final int longestOutput;
    private long next;
    private int running;
    private int wanted;

    /** @param seed of the lengths and tokens */
    public SteadyLoad(Engine engine, long seed) {
        this.engine = engine;
        this.random = new Random(seed);
        int context = engine.model().contextTokens();
        this.longestPrompt = Math.clamp(context / 2, 1, LONGEST_PROMPT);
        this.longestOutput = Math.clamp(context / 4, 1, LONGEST_OUTPUT);
    }

    /**
     * Serves.
     *
     * @param most requests at any time; at least one
     * @param nanos how long
     * @param progress told the share of the time that has passed
     */
    public void run(int most, long nanos, DoubleConsumer progress) throws InterruptedException {
        long start = System.nanoTime();
        for (long passed = 0; passed < nanos; passed = System.nanoTime() - start) {
            double share = (double) passed / nanos;
            progress.accept(share);
            keep((int) Math.max(1, Math.round(most * LEVELS[(int) (share * PHASES) % LEVELS.length])));
            TimeUnit.MILLISECONDS.sleep(TICK_MILLIS);
        }
        keep(0);
    }

    private synchronized void keep(int requests) {
        wanted = requests;
        while (running < wanted) {
            start();
        }
    }

    private synchronized void ended() {
        running--;
        if (running < wanted) {
            start();
        }
    }

    private synchronized void start() {
        running++;
        List<Integer> prompt = random.ints(
                        length(longestPrompt), 0, engine.model().vocabularySize())
                .boxed()
                .toList();
        engine.generate(
                new GenerationRequest(
                        next++,
                        new Prompt.Tokens(prompt),
                        length(longestOutput),
                        SamplingParams.GREEDY,
                        List.of(),
                        ResponseFormat.TEXT,
                        true,
                        QosClass.BEST_EFFORT,
                        0,
                        "default",
                        0),
                new Follower());
    }

    /** Between the shortest and the longest, all orders of magnitude alike. */
    private int length(int longest) {
        double ratio = (double) longest / Math.min(SHORTEST, longest);
        return (int) Math.round(Math.min(SHORTEST, longest) * Math.pow(ratio, random.nextDouble()));
    }

    private final class Follower implements GenerationListener {
        @Override
        public void token(OutputToken token) {}

        @Override
        public void finished(FinishReason reason, Usage usage) {
            ended();
        }

        @Override
        public void failed(EngineException problem) {}
    }
}
