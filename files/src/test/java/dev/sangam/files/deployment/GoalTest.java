package dev.sangam.files.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.metric.MetricGoal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoalTest {
    private static final List<String> CLASSES = List.of("chat", "batch");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ttft p99 < 2s              | ttft p99 < 2s              | 1.999 | 2
            ttft.p99<500ms             | ttft p99 < 500ms           | 0.499 | 0.5
            chat: tbt mean <= 0.1s     | chat: tbt mean <= 100ms    | 0.1   | 0.1001
            attainment >= 99%          | attainment >= 99%          | 0.99  | 0.9899
            batch: violations < 0.01   | batch: violations < 1%     | 0.009 | 0.01
            miss_rate p99 <= 0.1       | miss_rate p99 <= 10%       | 0.1   | 0.11
            goodput > 2.5/s            | goodput > 2.5              | 2.6   | 2.5
            """)
    void readsAGoalAndSaysWhetherAValueMeetsIt(String text, String shown, double met, double missed) {
        Goal goal = Goal.parse(text, CLASSES);
        assertThat(goal).hasToString(shown);
        assertThat(Goal.parse(shown, CLASSES)).isEqualTo(goal);
        MetricGoal bound = goal.goal();
        assertThat(bound.met(met)).isTrue();
        assertThat(bound.met(missed)).isFalse();
        assertThat(bound.met(Double.NaN)).as("what is not known meets no goal").isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ttft p99 = 2s         | a goal must read like
            ttft itself < 2s      | a goal must read like
            ttft p99 < 2          | a goal must read like
            goodput > fast        | a goal must read like
            nobody: ttft p99 < 2s | names class 'nobody'
            ttft < 2s             | ttft has many values
            attainment p50 > 0.5  | attainment is one number
            mfu > 40              | mfu cannot be a goal
            attainment > 150%     | it must be between 0 and 1
            """)
    void refusesWhatIsNoGoal(String text, String message) {
        assertThatThrownBy(() -> Goal.parse(text, CLASSES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
