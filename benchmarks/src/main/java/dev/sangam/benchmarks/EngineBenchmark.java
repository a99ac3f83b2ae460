package dev.sangam.benchmarks;

import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineOptions;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.LocalEngine;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import dev.sangam.serve.engine.SamplingParams;
import dev.sangam.serve.engine.Usage;
import dev.sangam.serve.llama.ContextOptions;
import dev.sangam.serve.llama.LlamaBatch;
import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.ModelOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * What a long prompt does to everybody else's stream, and what the engine costs over a bare loop on the same kernels.
 * Run by {@code benchmarks/engine.sh}.
 */
public final class EngineBenchmark {
    private static final int STREAMS = 4;
    private static final int LONG_PROMPT = 1500;
    private static final int CONTEXT = 8192;
    private static final int WIDE = 8;
    private static final int OUTPUT = 96;
    private static final int ROUNDS = 3;

    private final Path model;
    private final int threads;

    private EngineBenchmark(Path model, int threads) {
        this.model = model;
        this.threads = threads;
    }

    /** Prints the figures. */
    public static void main(String[] args) throws InterruptedException {
        EngineBenchmark benchmark = new EngineBenchmark(
                Path.of(args[0]), args.length > 2 ? Integer.parseInt(args[2]) : EngineOptions.defaultThreads());
        benchmark.stalls(Integer.parseInt(args[1]));
        benchmark.throughput();
    }

    private void stalls(int chunk) throws InterruptedException {
        double prefill = unchunkedPrefillSeconds();
        double whole = worstGapSeconds(LONG_PROMPT + STREAMS);
        double cut = worstGapSeconds(chunk + STREAMS);
        say("prefill of %,d tokens alone, in one piece: %.2f s", LONG_PROMPT, prefill);
        say(
                "worst gap of %d streams when that prompt arrives: in one piece %.2f s, in chunks of %d %.3f s",
                STREAMS, whole, chunk, cut);
        say("the gap is %.1fx shorter than the prefill (aim: 8x)", prefill / cut);
    }

    private double unchunkedPrefillSeconds() {
        try (Bare bare = new Bare(LONG_PROMPT, 1)) {
            long start = System.nanoTime();
            bare.prefill(0, prompt(LONG_PROMPT, 99));
            return (System.nanoTime() - start) / 1e9;
        }
    }

    private double worstGapSeconds(int budget) throws InterruptedException {
        try (LocalEngine engine = LocalEngine.start(options(budget, STREAMS + 1), EngineListener.NONE)) {
            List<Client> clients = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                clients.add(start(engine, i, prompt(32, i), 1500));
            }
            for (Client client : clients) {
                client.first.await();
            }
            Thread.sleep(1000);
            long arrival = System.nanoTime();
            Client late = start(engine, STREAMS, prompt(LONG_PROMPT, 99), 8);
            late.last.await();
            return clients.stream()
                            .mapToDouble(client -> client.worstGapSince(arrival))
                            .max()
                            .orElseThrow()
                    / 1e9;
        }
    }

    private void throughput() throws InterruptedException {
        double[] engines = new double[ROUNDS];
        double[] bares = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            bares[round] = bareTokensPerSecond();
            engines[round] = engineTokensPerSecond();
        }
        Arrays.sort(engines);
        Arrays.sort(bares);
        double engine = engines[ROUNDS / 2];
        double bare = bares[ROUNDS / 2];
        say(
                "%d streams: engine %.1f tokens/s, bare loop %.1f tokens/s: %.1f %% (aim: within 10 %%)",
                WIDE, engine, bare, 100 * engine / bare);
    }

    private double engineTokensPerSecond() throws InterruptedException {
        try (LocalEngine engine = LocalEngine.start(options(WIDE * 32, WIDE), EngineListener.NONE)) {
            List<Client> clients = IntStream.range(0, WIDE)
                    .mapToObj(i -> start(engine, i, prompt(32, i), OUTPUT))
                    .toList();
            for (Client client : clients) {
                client.last.await();
            }
            long from = clients.stream()
                    .mapToLong(client -> client.times.getFirst())
                    .max()
                    .orElseThrow();
            long to = clients.stream()
                    .mapToLong(client -> client.times.getLast())
                    .max()
                    .orElseThrow();
            return WIDE * (OUTPUT - 1) / ((to - from) / 1e9);
        }
    }

    private double bareTokensPerSecond() {
        try (Bare bare = new Bare(WIDE * 32, WIDE)) {
            int[] last = new int[WIDE];
            int[] at = new int[WIDE];
            for (int i = 0; i < WIDE; i++) {
                last[i] = bare.prefill(i, prompt(32, i));
                at[i] = 32;
            }
            long start = System.nanoTime();
            for (int step = 1; step < OUTPUT; step++) {
                bare.decode(last, at);
            }
            return WIDE * (OUTPUT - 1) / ((System.nanoTime() - start) / 1e9);
        }
    }

    private EngineOptions options(int budget, int sequences) {
        return new EngineOptions(
                model,
                "benchmark",
                Optional.empty(),
                Optional.empty(),
                new SchedulerConfig.Sarathi(budget, sequences, 1, null, RestartRule.FROM_KNOWN),
                2048,
                CONTEXT / 16,
                16,
                0,
                false,
                Optional.empty(),
                true,
                threads,
                0,
                null,
                null,
                ReplicaListener.NONE);
    }

    private static Client start(LocalEngine engine, long id, int[] prompt, int outputTokens) {
        Client client = new Client();
        engine.generate(
                new GenerationRequest(
                        id,
                        new Prompt.Tokens(Arrays.stream(prompt).boxed().toList()),
                        outputTokens,
                        SamplingParams.GREEDY,
                        List.of(),
                        ResponseFormat.TEXT,
                        true,
                        QosClass.BEST_EFFORT,
                        0,
                        "benchmark",
                        0),
                client);
        return client;
    }

    private static int[] prompt(int length, long seed) {
        return new SplittableRandom(seed).ints(length, 300, 500).toArray();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** Notes when its tokens came. */
    private static final class Client implements GenerationListener {
        private final List<Long> times = new ArrayList<>();
        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch last = new CountDownLatch(1);

        @Override
        public synchronized void token(OutputToken token) {
            times.add(System.nanoTime());
            first.countDown();
        }

        @Override
        public void finished(FinishReason reason, Usage usage) {
            last.countDown();
        }

        @Override
        public void failed(EngineException problem) {
            throw problem;
        }

        synchronized double worstGapSince(long time) {
            double worst = 0;
            for (int i = 1; i < times.size(); i++) {
                if (times.get(i) >= time) {
                    worst = Math.max(worst, times.get(i) - times.get(i - 1));
                }
            }
            return worst;
        }
    }

    /** The kernels without anything around them but a greedy choice. */
    private final class Bare implements AutoCloseable {
        private final LlamaModel weights =
                LlamaModel.open(LlamaLibrary.load(Optional.empty()), model, new ModelOptions(0, false));
        private final LlamaContext context;
        private final LlamaBatch batch;
        private final float[] logits = new float[weights.vocabulary().size()];

        Bare(int batchTokens, int slots) {
            context = LlamaContext.open(weights, ContextOptions.of(CONTEXT, batchTokens, slots, threads));
            context.warmUp();
            batch = new LlamaBatch(batchTokens);
        }

        int prefill(int slot, int[] prompt) {
            batch.clear();
            for (int i = 0; i < prompt.length; i++) {
                batch.add(prompt[i], i, slot, i == prompt.length - 1);
            }
            context.decode(batch);
            return greatest(prompt.length - 1);
        }

        void decode(int[] last, int[] at) {
            batch.clear();
            for (int slot = 0; slot < last.length; slot++) {
                batch.add(last[slot], at[slot]++, slot, true);
            }
            context.decode(batch);
            for (int slot = 0; slot < last.length; slot++) {
                last[slot] = greatest(slot);
            }
        }

        private int greatest(int index) {
            context.logits(index, logits);
            int best = 0;
            for (int token = 1; token < logits.length; token++) {
                best = logits[token] > logits[best] ? token : best;
            }
            return best;
        }

        @Override
        public void close() {
            context.close();
            weights.close();
        }
    }
}
