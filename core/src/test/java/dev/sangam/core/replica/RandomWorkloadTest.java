package dev.sangam.core.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.time.LoopRunner;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever comes, whoever goes away: every checker holds, everything finishes, and twice the same is the same. */
class RandomWorkloadTest {
    private static final int TRIALS = 500;

    @ParameterizedTest(name = "{1}")
    @CsvSource({"0, sarathi", "1, vllm-v1", "2, vllm-v0", "3, orca", "4, faster-transformer", "5, lightllm", "6, niyama"
    })
    void everyInvariantHolds(int policy, String name) {
        Seeds.each(TRIALS, getClass(), random -> check(policy, random));
    }

    private static void check(int policy, RandomGenerator random) {
        Scenario scenario = new RandomScenarios(random).next(policy);
        try {
            Invariants first = scenario.run(LoopRunner.SIMULATED);
            Invariants second = scenario.run(LoopRunner.SIMULATED);
            assertThat(second.history()).as("the same run again").isEqualTo(first.history());
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\nin " + scenario, e);
        }
    }
}
