package dev.sangam.core.replica;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.replica.Scenario.Arrival;
import dev.sangam.core.replica.Scenario.Cancellation;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.ChunkSchedule;
import dev.sangam.core.scheduler.RestartRule;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.core.scheduler.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Small nasty workloads: tiny caches, bursts, long prompts, shared prefixes, priorities, clients that go away. */
public final class RandomScenarios {
    /** The class of every other request. */
    public static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(30, 12));

    private final RandomGenerator random;

    /** Draws from {@code random}. */
    public RandomScenarios(RandomGenerator random) {
        this.random = random;
    }

    /** Policies are numbered from 0 to 5; the rest is random. */
    public Scenario next(int policy) {
        boolean lightLlm = policy == 5;
        int blockTokens = lightLlm ? 1 : pick(1, 2, 4, 16);
        int kvTokens = random.nextInt(24, 140);
        int blocks = Math.max(2, kvTokens / blockTokens);
        boolean caching = policy < 3 && random.nextBoolean();
        KvConfig kv = new KvConfig(blocks, blockTokens, lightLlm ? 0 : pick(0, 0, 1, 10) / 100.0, caching);
        int stages = lightLlm ? 1 : pick(1, 1, 1, 2, 3, 4);
        SchedulerConfig config = config(policy, kvTokens);
        int requests = random.nextInt(2, 16);
        List<Arrival> arrivals = arrivals(requests, kv);
        return new Scenario(config, kv, stages, stepNanos(), arrivals, cancellations(requests));
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
            default -> throw new IllegalArgumentException("policy " + policy);
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
            time += random.nextInt(3) == 0 ? 0 : random.nextInt(gap + 1);
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
        QosClass qos = id % 2 == 0 ? CHAT : QosClass.BEST_EFFORT;
        return new Request(id, time, prompt, limit, BlockHashes.of(hashes), qos, priority, "t");
    }

    private List<Cancellation> cancellations(int requests) {
        List<Cancellation> cancellations = new ArrayList<>();
        int count = random.nextInt(3) > 0 ? 0 : random.nextInt(requests + 1);
        for (int i = 0; i < count; i++) {
            cancellations.add(new Cancellation(random.nextInt(600), random.nextInt(requests + 1)));
        }
        return cancellations;
    }

    private ToLongFunction<Step> stepNanos() {
        int fixed = pick(1, 10, 10);
        int perToken = pick(0, 0, 1);
        return step -> fixed + (long) perToken * step.shape().tokens();
    }

    private int pick(int... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
