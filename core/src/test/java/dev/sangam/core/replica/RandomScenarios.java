package dev.sangam.core.replica;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.SwapTimes;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.replica.Scenario.Arrival;
import dev.sangam.core.replica.Scenario.Cancellation;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.ChunkSchedule;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.OutputLengths;
import dev.sangam.core.scheduler.PrefillOrder;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Small nasty workloads: tiny caches, bursts, long prompts, shared prefixes, priorities, clients that go away; and where
 * deadlines count, targets from none to huge and predictions that are wrong.
 */
public final class RandomScenarios {
    /** The class of every other request. */
    public static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(30, 12));

    /** Policy number of the one that knows deadlines. */
    public static final int NIYAMA = 6;

    private final RandomGenerator random;
    private List<QosClass> classes = List.of(CHAT, QosClass.BEST_EFFORT);
    private int tenants = 1;
    private long unit = 1;
    private long given;

    /** Draws from {@code random}. */
    public RandomScenarios(RandomGenerator random) {
        this.random = random;
    }

    /** Of the policy that knows deadlines, with steps of so many nanoseconds or tens of them. */
    public Scenario deadlines(long stepNanos) {
        given = stepNanos;
        return next(NIYAMA);
    }

    /** Policies are numbered from 0 to 6; the rest is random. */
    public Scenario next(int policy) {
        boolean lightLlm = policy == 5;
        int blockTokens = lightLlm ? 1 : pick(1, 2, 4, 16);
        int kvTokens = random.nextInt(24, 140);
        int blocks = Math.max(2, kvTokens / blockTokens);
        boolean caching = (policy < 3 || policy == NIYAMA) && random.nextBoolean();
        KvConfig kv = new KvConfig(blocks, blockTokens, lightLlm ? 0 : pick(0, 0, 1, 10) / 100.0, caching);
        int stages = lightLlm ? 1 : pick(1, 1, 1, 2, 3, 4);
        SchedulerConfig config = config(policy, kvTokens);
        int requests = random.nextInt(2, 16);
        if (policy == NIYAMA) {
            requests *= pick(1, 1, 4);
            classes = classes();
            tenants = pick(1, 3);
            // Prompts are looked through every so many milliseconds: at the first step only, at times, at every step.
            unit = given > 0 ? given : pick(1, 1_000_000, 5_000_000, 200_000_000);
        }
        List<Arrival> arrivals = arrivals(requests, kv);
        long fixed = pick(1, 10, 10) * unit;
        long perToken = pick(0, 0, 1) * unit;
        ToLongFunction<Step> stepNanos = step -> fixed + perToken * step.shape().tokens();
        return new Scenario(
                config, kv, stages, stepNanos, batchTime(fixed, perToken), arrivals, cancellations(requests));
    }

    /** The policy that knows deadlines, with host memory for the KV of those who give way. */
    public Scenario saving() {
        Scenario drawn = next(NIYAMA);
        KvConfig kv = drawn.kv();
        KvSwap swap = new KvSwap(pick(10, 100, 100_000), random.nextInt(2), random.nextInt(2));
        return new Scenario(
                drawn.config(),
                new KvConfig(kv.blocks(), kv.blockTokens(), kv.watermark(), kv.prefixCaching(), swap),
                drawn.stages(),
                drawn.stepNanos(),
                SwapTimes.of(drawn.batchTime(), swap),
                drawn.arrivals(),
                drawn.cancellations());
    }

    private SchedulerConfig config(int policy, int kvTokens) {
        int budget = pick(1, 5, 16, 50, 200, 200);
        int sequences = pick(1, 3, 8, 64, 64, 64);
        int longest = random.nextInt(8, Math.max(9, kvTokens));
        return switch (policy) {
            case 0 ->
                new SchedulerConfig.Sarathi(
                        budget, sequences, random.nextInt(1, budget + 1), chunks(), RestartRule.FROM_KNOWN);
            case 1 -> {
                SchedulerConfig.Order order =
                        random.nextBoolean() ? SchedulerConfig.Order.FCFS : SchedulerConfig.Order.PRIORITY;
                yield new SchedulerConfig.VllmV1(budget, sequences, pick(0, 0, 1, 5, 40), order, random.nextBoolean());
            }
            case 2 -> new SchedulerConfig.VllmV0(pick(40, 150, 500), sequences, RestartRule.FROM_KNOWN);
            case 3 -> new SchedulerConfig.Orca(sequences, longest);
            case 4 -> new SchedulerConfig.FasterTransformer(sequences, longest);
            case 5 -> new SchedulerConfig.LightLlm(pick(40, 150, 500), sequences);
            case NIYAMA -> niyama(budget, sequences);
            default -> throw new IllegalArgumentException("policy " + policy);
        };
    }

    private SchedulerConfig niyama(int budget, int sequences) {
        PrefillOrder order = List.of(PrefillOrder.values()).get(pick(0, 1, 2, 3, 3, 3));
        Margin margin = random.nextBoolean() ? new Margin.Fixed(pick(1, 2, 10)) : new Margin.Learned(0.9);
        ChunkRule chunks = random.nextInt(3) == 0
                ? new ChunkRule.Fixed(budget)
                : new ChunkRule.Dynamic(random.nextInt(1, budget + 1), budget, pick(1, 1, 4, 16), margin);
        return new SchedulerConfig.Niyama(
                order,
                order == PrefillOrder.HYBRID ? pick(0, 0, 1, 1000) : 0,
                chunks,
                random.nextInt(4) > 0,
                random.nextInt(4) > 0,
                random.nextBoolean() ? OutputLengths.LIMIT : OutputLengths.HISTORY,
                random.nextBoolean(),
                sequences);
    }

    private List<QosClass> classes() {
        List<QosClass> drawn = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            drawn.add(
                    switch (random.nextInt(5)) {
                        case 0 -> QosClass.BEST_EFFORT;
                        case 1, 2 -> new QosClass("chat-" + i, new Slo.Interactive(target(), target()));
                        default -> new QosClass("batch-" + i, new Slo.NonInteractive(target()));
                    });
        }
        return drawn;
    }

    /** Of some steps, mostly. */
    private long target() {
        return switch (random.nextInt(8)) {
            case 0 -> 1;
            case 1 -> Long.MAX_VALUE - random.nextInt(2) * 1000L;
            default -> random.nextInt(1, pick(20, 100, 1000)) * unit;
        };
    }

    /** As long as steps take, or wrong by a factor, or by another one for every batch. */
    private BatchTimeModel batchTime(long fixed, long perToken) {
        double factor = pick(100, 100, 10, 50, 300, 1000) / 100.0;
        int spread = pick(0, 0, 2);
        return (shape, lastStage) -> {
            double wrong = factor * Math.pow(2, (shape.tokens() * 7 + shape.prefills()) % (2 * spread + 1) - spread);
            return wrong * Math.max(1, fixed + perToken * shape.tokens());
        };
    }

    private @Nullable ChunkSchedule chunks() {
        if (random.nextInt(4) > 0) {
            return null;
        }
        int low = pick(1, 4, 32, 40);
        return new ChunkSchedule(low, low * pick(1, 2, 5), pick(1, 2, 4), pick(4, 64, 300));
    }

    private List<Arrival> arrivals(int requests, KvConfig kv) {
        int tokens = kv.blocks() * kv.blockTokens();
        int longPrompt = Math.max(2, (int) (tokens * pick(5, 15, 30, 50) / 100.0));
        int longOutput = Math.max(2, (int) (tokens * pick(1, 20, 40, 70) / 100.0));
        int gap = pick(0, 1, 10, 30);
        List<Arrival> arrivals = new ArrayList<>();
        long time = 0;
        for (int id = 0; id < requests; id++) {
            time += random.nextInt(3) == 0 ? 0 : random.nextInt(gap + 1) * unit;
            int prompt = random.nextInt(1, longPrompt);
            int output = random.nextInt(1, longOutput);
            int limit = random.nextBoolean() ? output : output + random.nextInt(10);
            arrivals.add(new Arrival(request(id, time, prompt, limit, kv), output));
        }
        return arrivals;
    }

    /** Prompts of the same family share a prefix of random length. */
    private Request request(int id, long time, int prompt, int limit, KvConfig kv) {
        int full = prompt / kv.blockTokens();
        long[] hashes = new long[random.nextInt(3) == 0 ? 0 : full];
        int shared = random.nextInt(full + 1);
        int family = random.nextInt(2);
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = 1_000_000L * (i < shared ? family + 1 : 10 + id) + i;
        }
        int priority = random.nextInt(3);
        QosClass qos = classes.get(id % classes.size());
        String tenant = tenants == 1 ? "t" : "t" + random.nextInt(tenants);
        return new Request(id, time, prompt, limit, BlockHashes.of(hashes), qos, priority, tenant);
    }

    private List<Cancellation> cancellations(int requests) {
        List<Cancellation> cancellations = new ArrayList<>();
        int count = random.nextInt(3) > 0 ? 0 : random.nextInt(requests + 1);
        for (int i = 0; i < count; i++) {
            cancellations.add(new Cancellation(random.nextInt(600) * unit, random.nextInt(requests + 1)));
        }
        return cancellations;
    }

    private int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
