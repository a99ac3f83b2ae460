package dev.sangam.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every event loop promises. */
public abstract class EventLoopContract {
    private static final long SOON = 2_000_000;

    private final LoopRunner runner;
    private final List<String> order = new ArrayList<>();

    protected EventLoopContract(LoopRunner runner) {
        this.runner = runner;
    }

    @Test
    protected void tasksRunInOrderOfTheirTime() {
        runner.run(loop -> {
            long start = loop.now();
            loop.at(start + 3 * SOON, () -> order.add("third"));
            loop.at(start + SOON, () -> order.add("first"));
            loop.at(start + 2 * SOON, () -> order.add("second"));
        });
        assertThat(order).containsExactly("first", "second", "third");
    }

    @Test
    protected void tasksOfEqualTimeRunInTheOrderOfAdding() {
        List<Integer> numbers = new ArrayList<>();
        runner.run(loop -> {
            long time = loop.now() + SOON;
            for (int i = 0; i < 100; i++) {
                int number = i;
                loop.at(time, () -> numbers.add(number));
            }
        });
        assertThat(numbers).hasSize(100).isSorted();
    }

    @Test
    protected void aTaskNeverRunsBeforeItsTime() {
        runner.run(loop -> {
            for (int i = 1; i <= 20; i++) {
                long time = loop.now() + i * 100_000L;
                loop.at(time, () -> assertThat(loop.now()).isGreaterThanOrEqualTo(time));
            }
        });
    }

    @Test
    protected void aTimeInThePastMeansNowAndDoesNotOvertake() {
        runner.run(loop -> loop.at(loop.now() + SOON, () -> {
            loop.at(loop.now(), () -> order.add("now"));
            loop.at(0, () -> order.add("past"));
            loop.at(Long.MIN_VALUE, () -> order.add("long past"));
            order.add("adding");
        }));
        assertThat(order).containsExactly("adding", "now", "past", "long past");
    }

    @Test
    protected void whatATaskAddsForTheSameMomentRunsAfterWhatWasWaitingForIt() {
        runner.run(loop -> {
            long time = loop.now() + SOON;
            loop.at(time, () -> {
                order.add("a");
                loop.at(time, () -> order.add("c"));
            });
            loop.at(time, () -> order.add("b"));
        });
        assertThat(order).containsExactly("a", "b", "c");
    }

    @Test
    protected void tasksMayAddTasksForAsLongAsTheyLike() {
        int[] left = {1000};
        runner.run(loop -> loop.at(0, new Runnable() {
            @Override
            public void run() {
                if (--left[0] > 0) {
                    loop.at(loop.now() + left[0] % 3 * 1000L, this);
                }
            }
        }));
        assertThat(left[0]).isZero();
    }

    @Test
    protected void tasksRunOneAtATime() {
        boolean[] inside = {false};
        runner.run(loop -> {
            for (int i = 0; i < 50; i++) {
                loop.at(loop.now() + i % 5, () -> {
                    assertThat(inside[0]).isFalse();
                    inside[0] = true;
                    loop.at(0, () -> order.add("inner"));
                    inside[0] = false;
                });
            }
        });
        assertThat(order).hasSize(50);
    }

    @Test
    protected void timeNeverDecreases() {
        List<Long> times = new ArrayList<>();
        runner.run(loop -> {
            for (int i = 0; i < 200; i++) {
                loop.at(loop.now() + i * 37 % 11 * 1000L, () -> {
                    times.add(loop.now());
                    times.add(loop.now());
                });
            }
        });
        assertThat(times).hasSize(400).isSorted();
    }
}
