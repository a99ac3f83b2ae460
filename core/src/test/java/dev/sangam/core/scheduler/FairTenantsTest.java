package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.replica.Invariants;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.ScriptedExecutor;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.time.SimulatedEventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Tenants of a class take turns by the tokens they were served. */
class FairTenantsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final QosClass CHAT = new QosClass("chat", new Slo.Interactive(2 * SECOND, SECOND));
    private static final QosClass BATCH = new QosClass("batch", new Slo.NonInteractive(100 * SECOND));
    private static final int LONGEST_PROMPT = 400;
    private static final KvConfig KV = new KvConfig(250, 16, 0, false);
    /** Of the paper's theorem: by how much service may differ between tenants that both wait. */
    private static final long BOUND = 2L * Math.max(LONGEST_PROMPT, 2 * KV.blocks() * KV.blockTokens());

    /** About 20,000 tokens per second. */
    private static final BatchTimeModel TIMES = new BatchTimeModel() {
        @Override
        public double stageNanos(BatchShape shape, boolean lastStage) {
            return 1_000_000 + 46_000.0 * shape.tokens();
        }
    };

    private static final int PROMPTS_PER_SECOND = 85;

    private final List<Request> requests = new ArrayList<>();

    private static Niyama edf(boolean fair) {
        return new Niyama(PrefillOrder.EDF, 0, new ChunkRule.Fixed(256), true, false, OutputLengths.HISTORY, fair, 64);
    }

    private static Niyama niyama(boolean fair) {
        return new Niyama(
                PrefillOrder.HYBRID,
                0,
                new ChunkRule.Dynamic(32, 1024, 1, new Margin.Learned(0.95)),
                true,
                true,
                OutputLengths.HISTORY,
                fair,
                64);
    }

    /** Requests of a tenant at equal distances, with prompts of 50 to 400 tokens. */
    private void send(String tenant, QosClass qos, double perSecond, int from, int until, RandomGenerator random) {
        long gap = (long) (SECOND / perSecond);
        for (long at = from * SECOND; at < until * SECOND; at += gap) {
            send(tenant, qos, at, random.nextInt(50, LONGEST_PROMPT + 1), random.nextInt(1, 8));
        }
    }

    private void send(String tenant, QosClass qos, long at, int prompt, int output) {
        requests.add(new Request(requests.size(), at, prompt, output, BlockHashes.NONE, qos, 0, tenant));
    }

    /** A run, and what each tenant was served when. */
    private final class Run implements ReplicaListener {
        final Map<String, Long> served = new HashMap<>();
        final Map<Long, Long> firstTokens = new HashMap<>();
        final Map<String, Integer> waiting = new HashMap<>();
        final List<String> steps = new ArrayList<>();
        final String one;
        final String other;
        final long from;
        final long until;
        long most = Long.MIN_VALUE;
        long least = Long.MAX_VALUE;

        Run(Niyama config) {
            this(config, "", "", 0, 0);
        }

        /** Watches the difference of service between two tenants, in a time in which both must have requests waiting. */
        Run(Niyama config, String one, String other, int from, int until) {
            this.one = one;
            this.other = other;
            this.from = from * SECOND;
            this.until = until * SECOND;
            SimulatedEventLoop loop = new SimulatedEventLoop();
            IterationScheduler scheduler = new IterationScheduler(config, KV, 1, TIMES);
            ScriptedExecutor executor = new ScriptedExecutor(
                    loop,
                    1,
                    step -> (long) TIMES.stageNanos(step.shape(), true),
                    id -> requests.get((int) id).maxOutputTokens());
            Replica replica = new Replica(0, loop, scheduler, executor, this);
            for (Request request : requests) {
                loop.at(request.arrival(), () -> replica.submit(request));
            }
            loop.run();
            assertThat(firstTokens).hasSize(requests.size());
            assertThat(scheduler.waiting() + scheduler.running()).isZero();
        }

        @Override
        public void arrived(Replica replica, Request request, long now) {
            waiting.merge(request.tenant(), 1, Integer::sum);
        }

        @Override
        public void started(Replica replica, Step step, long now) {
            steps.add(now + " " + Invariants.text(step));
            for (int i = 0; i < step.size(); i++) {
                if (step.context(i) == 0 && step.sequence(i).preemptions() == 0) {
                    waiting.merge(step.sequence(i).request().tenant(), -1, Integer::sum);
                }
            }
        }

        @Override
        public void completed(Replica replica, Step step, StepResult result, long now) {
            for (int i = 0; i < step.size(); i++) {
                Request request = step.sequence(i).request();
                long tokens = (long) (step.prefills(i) ? step.tokens(i) : 0) + (step.emits(i) ? 2 : 0);
                served.merge(request.tenant(), tokens, Long::sum);
                if (step.emits(i)) {
                    firstTokens.putIfAbsent(request.id(), now);
                }
            }
            if (now >= from && now < until) {
                assertThat(waiting.getOrDefault(one, 0))
                        .as("%s waits at %d", one, now)
                        .isPositive();
                assertThat(waiting.getOrDefault(other, 0))
                        .as("%s waits at %d", other, now)
                        .isPositive();
                long difference = served.getOrDefault(one, 0L) - served.getOrDefault(other, 0L);
                most = Math.max(most, difference);
                least = Math.min(least, difference);
            }
        }

        /** By how much the service of the two differed in any part of that time. */
        long unfairness() {
            return most - least;
        }

        /** A quantile over a tenant's requests. */
        double secondsToFirstToken(String tenant, double quantile) {
            double[] seconds = requests.stream()
                    .filter(r -> r.tenant().equals(tenant))
                    .mapToDouble(r -> (firstTokens.getOrDefault(r.id(), 0L) - r.arrival()) / 1e9)
                    .sorted()
                    .toArray();
            return seconds[(int) (quantile * (seconds.length - 1))];
        }
    }

    private void greedyAndModest(double modest, RandomGenerator random) {
        requests.clear();
        send("greedy", BATCH, 10 * modest, 0, 30, random);
        send("modest", BATCH, modest, 0, 30, random);
    }

    @Test
    void aTenantThatSendsTenTimesAsMuchGetsNoMoreThanItsShare() {
        Seeds.each(1, getClass(), random -> {
            greedyAndModest(0.8 * PROMPTS_PER_SECOND, random);
            assertThat(new Run(edf(true), "greedy", "modest", 3, 30).unfairness())
                    .isLessThanOrEqualTo(BOUND);
            assertThat(new Run(niyama(true), "greedy", "modest", 3, 30).unfairness())
                    .as("with relegation")
                    .isLessThanOrEqualTo(BOUND);
            assertThat(new Run(edf(false), "greedy", "modest", 3, 30).unfairness())
                    .as("by deadlines alone")
                    .isGreaterThan(20 * BOUND);
        });
    }

    @Test
    void whoAsksForLessThanItsShareDoesNotFeelTheOther() {
        Seeds.each(1, getClass(), random -> {
            greedyAndModest(0.3 * PROMPTS_PER_SECOND, random);
            for (Niyama config : List.of(edf(true), niyama(true))) {
                assertThat(new Run(config).secondsToFirstToken("modest", 1)).isLessThan(0.3);
            }
            assertThat(new Run(edf(false)).secondsToFirstToken("modest", 0.5)).isGreaterThan(20);
        });
    }

    @Test
    void whoeverIsAloneGetsEverything() {
        Seeds.each(1, getClass(), random -> {
            send("alone", BATCH, 1.5 * PROMPTS_PER_SECOND, 0, 10, random);
            send("alone", CHAT, 0.2 * PROMPTS_PER_SECOND, 0, 10, random);
            assertThat(new Run(edf(true)).steps).isEqualTo(new Run(edf(false)).steps);
            assertThat(new Run(niyama(true)).steps).isEqualTo(new Run(niyama(false)).steps);
        });
    }

    @Test
    void nobodySavesUpTurnsWhileNothingOfHisWaits() {
        Seeds.each(1, getClass(), random -> {
            send("busy", BATCH, 3 * PROMPTS_PER_SECOND, 0, 40, random);
            send("late", BATCH, 1, 0, 1, random);
            send("late", BATCH, 3 * PROMPTS_PER_SECOND, 20, 40, random);
            Run run = new Run(edf(true), "busy", "late", 21, 40);
            assertThat(run.unfairness()).isLessThanOrEqualTo(BOUND);
        });
    }

    @Test
    void otherClassesAreServedAsIfTenantsDidNotMatter() {
        for (int i = 0; i < 2000; i++) {
            send(i % 11 == 0 ? "modest" : "greedy", BATCH, i * SECOND / 200, 200, 1);
        }
        int chats = requests.size();
        for (int i = 0; i < 100; i++) {
            send("greedy", CHAT, i * SECOND / 10 + 1, 100 + i, 5);
        }
        Map<Long, Long> fair = new Run(edf(true)).firstTokens;
        Map<Long, Long> unfair = new Run(edf(false)).firstTokens;
        assertThat(fair).isNotEqualTo(unfair);
        fair.keySet().removeIf(id -> id < chats);
        unfair.keySet().removeIf(id -> id < chats);
        assertThat(fair).isEqualTo(unfair);
    }

    @Test
    void theSameRunIsTheSame() {
        Seeds.each(20, getClass(), random -> {
            requests.clear();
            for (int i = 0; i < 200; i++) {
                QosClass qos = random.nextInt(3) == 0 ? CHAT : random.nextBoolean() ? BATCH : QosClass.BEST_EFFORT;
                long at = random.nextLong(2 * SECOND);
                send("tenant " + random.nextInt(6), qos, at, random.nextInt(1, 1000), random.nextInt(1, 40));
            }
            assertThat(new Run(niyama(true)).steps).isEqualTo(new Run(niyama(true)).steps);
        });
    }
}
