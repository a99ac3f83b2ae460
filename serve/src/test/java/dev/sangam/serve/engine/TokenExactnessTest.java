package dev.sangam.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.replica.Invariants;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.time.EventLoop;
import dev.sangam.core.time.SimulatedEventLoop;
import dev.sangam.files.deployment.KvSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever shares the batch, however a prompt is cut, whatever is preempted, shared or cancelled: the greedy output of every
 * request is that of the same prompt alone, computed by a bare loop over the kernels. Steps take virtual time, so that a
 * seed replays everything.
 */
class TokenExactnessTest {
    private static final int SCENARIOS = 200;
    private static final int STARVED_SCENARIOS = 30;

    private static final List<QosClass> CLASSES = List.of(
            new QosClass("chat", new Slo.Interactive(200, 12)),
            new QosClass("batch", new Slo.NonInteractive(2_000)),
            QosClass.BEST_EFFORT);

    @ParameterizedTest
    @MethodSource("dev.sangam.serve.engine.TestModels#all")
    void everyOutputIsThatOfTheRequestAlone(Path model) {
        run(model, SCENARIOS, Scenario::random);
    }

    @ParameterizedTest
    @MethodSource("dev.sangam.serve.engine.TestModels#all")
    void soItIsWhereMostAreSavedAndRestored(Path model) {
        int[] seen = run(model, STARVED_SCENARIOS, Scenario::starved);
        if (Long.getLong("sangam.seed") == null) {
            assertThat(seen[5]).as("sequences restored").isGreaterThan(STARVED_SCENARIOS);
        }
    }

    private int[] run(Path model, int scenarios, Function<RandomGenerator, Scenario> draw) {
        int[] seen = new int[6];
        try (Alone alone = new Alone(model)) {
            Seeds.each(scenarios, getClass(), random -> {
                Scenario scenario = draw.apply(random);
                try (LoadedModel loaded = LoadedModel.open(scenario.options(model))) {
                    scenario.run(loaded, random, alone, seen);
                }
            });
        }
        System.out.println(model.getFileName() + ": " + seen[0] + " requests finished, " + seen[1] + " preemptions, "
                + seen[2] + " prompt tokens reused, " + seen[3] + " parted at a tie, " + seen[4]
                + " sequences saved and " + seen[5] + " of them restored, in " + scenarios + " scenarios");
        return seen;
    }

    /** @param unifiedKv else the cache has 256 tokens for each sequence, however few the scheduler may use */
    private record Scenario(
            SchedulerConfig scheduler,
            int kvTokens,
            int blockTokens,
            boolean prefixCaching,
            boolean unifiedKv,
            boolean swaps,
            int requests,
            int longestOutput) {
        /** Deadlines that not all can keep, and a KV cache for a few of them. */
        static Scenario starved(RandomGenerator random) {
            int sequences = pick(random, 4, 8, 16);
            return new Scenario(
                    niyama(pick(random, 16, 50, 200), sequences),
                    256,
                    pick(random, 1, 4, 16),
                    random.nextBoolean(),
                    true,
                    true,
                    16,
                    60);
        }

        private static SchedulerConfig niyama(int budget, int sequences) {
            return SchedulerConfig.Niyama.of(
                    new ChunkRule.Dynamic(Math.min(5, budget), budget, 1, new Margin.Learned(0.9)), sequences);
        }

        static Scenario random(RandomGenerator random) {
            int kvTokens = pick(random, 256, 256, 512);
            int budget = pick(random, 1, 5, 16, 50, 200);
            int sequences = pick(random, 1, 3, 8, 16);
            SchedulerConfig scheduler = switch (random.nextInt(8)) {
                case 5, 6, 7 -> niyama(budget, sequences);
                case 0 -> new SchedulerConfig.VllmV0(600, sequences, RestartRule.FROM_KNOWN);
                case 1, 2 ->
                    new SchedulerConfig.VllmV1(budget, sequences, 0, SchedulerConfig.Order.FCFS, random.nextBoolean());
                default -> new SchedulerConfig.Sarathi(budget, sequences, 1, null, RestartRule.FROM_KNOWN);
            };
            boolean split = random.nextInt(5) == 0;
            return new Scenario(
                    scheduler,
                    split ? 256 * sequences : kvTokens,
                    pick(random, 1, 4, 16),
                    !split && random.nextInt(3) > 0,
                    !split,
                    !split && scheduler instanceof SchedulerConfig.Niyama,
                    8,
                    24);
        }

        EngineOptions options(Path model) {
            return new EngineOptions(
                    model,
                    "test",
                    Optional.empty(),
                    Optional.empty(),
                    scheduler,
                    256,
                    kvTokens / blockTokens,
                    blockTokens,
                    0,
                    prefixCaching,
                    swaps
                            ? Optional.of(new KvSection.Swap(Optional.of(300L), Optional.of(0L), Optional.of(0L)))
                            : Optional.empty(),
                    unifiedKv,
                    1,
                    0,
                    null,
                    null,
                    ReplicaListener.NONE);
        }

        void run(LoadedModel loaded, RandomGenerator random, Alone alone, int[] seen) {
            World world = new World(this, loaded, seen);
            int[][] families = {prompt(random, loaded, 120), prompt(random, loaded, 120)};
            long time = 0;
            for (int id = 0; id < requests; id++) {
                time += random.nextInt(3) == 0 ? 0 : random.nextInt(12);
                int[] prompt = prompt(random, loaded, random.nextInt(1, 90));
                int shared = random.nextInt(2) == 0 ? 0 : random.nextInt(prompt.length);
                System.arraycopy(families[random.nextInt(2)], 0, prompt, 0, shared);
                long leaves = random.nextInt(8) == 0 ? time + random.nextInt(60) : Long.MAX_VALUE;
                QosClass qos = CLASSES.get(random.nextInt(CLASSES.size()));
                world.client(id, time, prompt, random.nextInt(1, longestOutput), qos, leaves);
            }
            world.loop.run();
            world.invariants.checkEnd(world.replica);
            for (Heard heard : world.clients) {
                assertThat(heard.usage != null || heard.cancelled)
                        .as("finished")
                        .isTrue();
                seen[3] += alone.check(heard.prompt, heard.output) ? 0 : 1;
                seen[0] += heard.usage == null ? 0 : 1;
                seen[2] += heard.usage == null ? 0 : heard.usage.cachedTokens();
            }
        }
    }

    /** An engine in virtual time: the real executor under the real scheduler, and every checker. */
    private static final class World {
        private final SimulatedEventLoop loop = new SimulatedEventLoop();
        private final Map<Long, Integer> lengths = new HashMap<>();
        private final List<Heard> clients = new ArrayList<>();
        private final LoadedModel loaded;
        private final LlamaExecutor executor;
        private final Invariants invariants;
        private final Replica replica;
        private final int blockTokens;

        World(Scenario scenario, LoadedModel loaded, int[] seen) {
            this.loaded = loaded;
            this.blockTokens = scenario.blockTokens;
            this.executor = new LlamaExecutor(loop, later(loop), loaded);
            this.invariants =
                    new Invariants(scenario.scheduler, 1, id -> lengths.getOrDefault(id, 0), scenario.prefixCaching);
            this.replica = new Replica(
                    0,
                    loop,
                    new IterationScheduler(
                            scenario.scheduler, loaded.kv(), 1, (shape, last) -> 1 + shape.tokens() / 10.0),
                    executor,
                    ReplicaListener.all(new Preemptions(executor, seen), invariants.listener()));
        }

        /** Somebody who asks at a time, and leaves at another if it is not over then. */
        void client(long id, long time, int[] prompt, int output, QosClass qos, long leaves) {
            BlockHashes hashes = BlockHashes.ofTokens(prompt, blockTokens);
            Request request = new Request(id, time, prompt.length, output, hashes, qos, 0, "t");
            if (replica.scheduler().refusal(request).isPresent()) {
                return;
            }
            lengths.put(id, output);
            Heard heard = new Heard(prompt);
            clients.add(heard);
            Generation generation = new Generation(
                    asked(id, prompt, output),
                    request,
                    prompt,
                    loaded.model().vocabulary(),
                    null,
                    executor.buffers(),
                    heard);
            loop.at(time, () -> {
                executor.add(generation);
                replica.submit(request);
            });
            if (leaves < Long.MAX_VALUE) {
                loop.at(leaves, () -> {
                    heard.cancelled = true;
                    if (executor.generation(id) != null) {
                        executor.cancel(generation);
                    }
                    invariants.cancel(replica, id);
                });
            }
        }

        private static GenerationRequest asked(long id, int[] prompt, int output) {
            return new GenerationRequest(
                    id,
                    new Prompt.Tokens(Arrays.stream(prompt).boxed().toList()),
                    output,
                    SamplingParams.GREEDY,
                    List.of(),
                    ResponseFormat.TEXT,
                    true,
                    QosClass.BEST_EFFORT,
                    0,
                    "t",
                    0);
        }
    }

    private static int pick(RandomGenerator random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** The kernels' clock runs a little ahead: a step takes 5 ns. */
    private static EventLoop later(SimulatedEventLoop loop) {
        return new EventLoop() {
            @Override
            public long now() {
                return loop.now() + 5;
            }

            @Override
            public void at(long time, Runnable task) {
                loop.at(time, task);
            }
        };
    }

    private static int[] prompt(RandomGenerator random, LoadedModel loaded, int length) {
        return random.ints(length, 3, loaded.model().vocabulary().size()).toArray();
    }

    private static final class Heard implements GenerationListener {
        private final int[] prompt;
        private final List<Integer> output = new ArrayList<>();
        private @Nullable Usage usage;
        private boolean cancelled;

        Heard(int[] prompt) {
            this.prompt = prompt;
        }

        @Override
        public void token(OutputToken token) {
            assertThat(cancelled).as("a word to a client that went away").isFalse();
            output.add(token.id());
        }

        @Override
        public void finished(FinishReason reason, Usage served) {
            usage = served;
            assertThat(served.outputTokens()).isEqualTo(output.size());
        }

        @Override
        public void failed(EngineException problem) {
            throw problem;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a counter
    private record Preemptions(LlamaExecutor executor, int[] seen) implements ReplicaListener {
        @Override
        public void saved(Replica replica, List<Request> requests, long now) {
            requests.forEach(request -> executor.save(request.id()));
            seen[4] += requests.size();
        }

        @Override
        public void preempted(Replica replica, List<Request> requests, long now) {
            requests.forEach(request -> executor.preempt(request.id()));
            seen[1] += requests.size();
        }

        @Override
        public void started(Replica replica, Step step, long now) {
            seen[5] += step.shape().restores();
        }

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {}
    }
}
