package dev.sangam.serve.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RestartPolicyTest {
    private static final long WELL = RestartPolicy.WELL.toNanos();

    private final RestartPolicy policy = new RestartPolicy(Duration.ofNanos(10));

    @Test
    void theFirstRestartIsAtOnceAndTheOthersWaitLongerAndLonger() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            waits.add(policy.died(1, true).orElseThrow());
        }
        assertThat(waits).containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L);
    }

    @Test
    void aWorkerThatWasWellIsRestartedAtOnce() {
        policy.died(1, true);
        policy.died(1, true);
        assertThat(policy.died(WELL, false)).hasValue(0);
        assertThat(policy.died(1, false)).hasValue(10);
    }

    @Test
    void fiveDeathsWithoutAnAnswerAreTheEnd() {
        for (int i = 0; i < 4; i++) {
            assertThat(policy.died(0, false)).isPresent();
        }
        assertThat(policy.died(WELL - 1, false)).isEqualTo(OptionalLong.empty());
    }

    @Test
    void anAnswerBetweenThemKeepsHope() {
        for (int i = 0; i < 100; i++) {
            assertThat(policy.died(1, i % 5 == 4)).isPresent();
        }
    }
}
