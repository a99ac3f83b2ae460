package dev.sangam.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
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
        Scenario scenario = new RandomScenarios(random).saving();
        SwapChecker checker = new SwapChecker(scenario.kv());
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
