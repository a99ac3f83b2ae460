package dev.sangam.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Expect;
import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.batchtime.SwapTimes;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.replica.Scenario.Arrival;
import dev.sangam.core.replica.Scenario.Cancellation;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.IterationScheduler;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.core.scheduler.SchedulerState;
import dev.sangam.core.time.SimulatedEventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever comes, whoever goes away: what is saved is restored, nothing is lost, computed twice or left behind. */
class SwapWorkloadTest {
    private static final int TRIALS = 1000;

    @Test
    void everyInvariantHoldsWhereBlocksAreSaved() {
        long[] saved = new long[1];
        Seeds.each(TRIALS, getClass(), random -> saved[0] += run(random));
        if (Long.getLong("sangam.seed") == null) {
            assertThat(saved[0]).as("sequences saved").isGreaterThan(TRIALS);
        }
    }

    private static long run(RandomGenerator random) {
        Scenario drawn = new RandomScenarios(random).next(0);
        KvSwap swap = new KvSwap(pick(random, 10, 100, 100_000), random.nextInt(2), random.nextInt(2));
        KvConfig kv = new KvConfig(
                drawn.kv().blocks(),
                drawn.kv().blockTokens(),
                drawn.kv().watermark(),
                drawn.kv().prefixCaching(),
                swap);
        ChunkRule chunks = new ChunkRule.Dynamic(
                pick(random, 1, 4), pick(random, 5, 50, 200), pick(random, 1, 1, 4), new Margin.Learned(0.9));
        Niyama config = Niyama.of(chunks, drawn.config().maxSequences());
        BatchTimeModel times = SwapTimes.of((shape, last) -> 10 + shape.tokens(), swap);
        Map<Long, Integer> outputs = new HashMap<>();
        drawn.arrivals().forEach(a -> outputs.put(a.request().id(), a.outputTokens()));
        TokenChecker tokens = new TokenChecker(id -> outputs.getOrDefault(id, 0), kv.prefixCaching());
        SwapChecker checker = new SwapChecker(swap);
        ReplicaListener all = ReplicaListener.both(
                ReplicaListener.both(tokens, checker),
                ReplicaListener.both(new KvChecker(), new BatchChecker(config, drawn.stages())));

        SimulatedEventLoop loop = new SimulatedEventLoop();
        IterationScheduler scheduler = new IterationScheduler(config, kv, drawn.stages(), times);
        ScriptedExecutor executor = new ScriptedExecutor(
                loop,
                drawn.stages(),
                step -> Math.round(times.nanos(step.shape(), drawn.stages())),
                id -> outputs.getOrDefault(id, 0));
        Replica replica = new Replica(0, loop, scheduler, executor, all);
        for (Arrival a : drawn.arrivals()) {
            if (scheduler.refusal(a.request()).isEmpty()) {
                loop.at(a.request().arrival(), () -> replica.submit(a.request()));
            }
        }
        for (Cancellation c : drawn.cancellations()) {
            loop.at(c.time(), () -> {
                tokens.cancelled(c.id());
                replica.cancel(c.id());
            });
        }
        loop.run();
        tokens.checkAllFinished();
        Expect.equal(scheduler.running(), 0, "sequences running at the end");
        Expect.equal(scheduler.waiting(), 0, "requests waiting at the end");
        Expect.equal(scheduler.kvBlocksUsed(), 0, "KV blocks held at the end");
        Expect.equal(new SchedulerState(scheduler).savedTokens(), 0L, "tokens in host memory at the end");
        return checker.saved();
    }

    private static int pick(RandomGenerator random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
