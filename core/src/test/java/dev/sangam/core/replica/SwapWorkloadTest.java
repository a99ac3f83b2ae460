package dev.sangam.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.SwapTimes;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.time.LoopRunner;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever comes, whoever goes away: what is saved is restored, and nothing is lost, computed twice or left behind. */
class SwapWorkloadTest {
    private static final int TRIALS = 600;

    @Test
    void everyInvariantHoldsWhereKvIsSaved() {
        long[] saved = new long[1];
        Seeds.each(TRIALS, getClass(), random -> saved[0] += saved(random));
        if (Long.getLong("sangam.seed") == null) {
            assertThat(saved[0]).as("sequences saved").isGreaterThan(TRIALS);
        }
    }

    private static long saved(RandomGenerator random) {
        Scenario drawn = new RandomScenarios(random).next(RandomScenarios.NIYAMA);
        KvConfig kv = drawn.kv();
        long[] memories = {10, 100, 100_000};
        KvSwap swap = new KvSwap(memories[random.nextInt(3)], random.nextInt(2), random.nextInt(2));
        Scenario scenario = new Scenario(
                drawn.config(),
                new KvConfig(kv.blocks(), kv.blockTokens(), kv.watermark(), kv.prefixCaching(), swap),
                drawn.stages(),
                drawn.stepNanos(),
                SwapTimes.of(drawn.batchTime(), swap),
                drawn.arrivals(),
                drawn.cancellations());
        SwapChecker checker = new SwapChecker(swap);
        try {
            Invariants first = scenario.run(LoopRunner.SIMULATED, checker);
            Invariants second = scenario.run(LoopRunner.SIMULATED);
            assertThat(second.history()).as("the same run again").isEqualTo(first.history());
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nin " + scenario, e);
        }
        return checker.saved();
    }
}
