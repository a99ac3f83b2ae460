package dev.sangam.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SimulatedEventLoopTest extends EventLoopContract {
    private final SimulatedEventLoop loop = new SimulatedEventLoop();
    private final List<String> order = new ArrayList<>();

    SimulatedEventLoopTest() {
        super(LoopRunner.SIMULATED);
    }

    @Test
    void timeJumpsFromTaskToTask() {
        loop.at(7, () -> order.add("7=" + loop.now()));
        loop.at(1_000_000_000_000L, () -> order.add("late=" + loop.now()));
        loop.run();
        assertThat(order).containsExactly("7=7", "late=1000000000000");
        assertThat(loop.now()).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void runBeforeLeavesWhatIsDueAtThatTimeAndMovesOnToIt() {
        loop.at(4, () -> order.add("4"));
        loop.at(5, () -> order.add("5"));
        loop.runBefore(5);
        assertThat(order).containsExactly("4");
        assertThat(loop.now()).isEqualTo(5);
        loop.at(5, () -> order.add("added for 5"));
        loop.run();
        assertThat(order).containsExactly("4", "5", "added for 5");
    }

    @Test
    void runBeforeATimeThatHasPassedDoesNothing() {
        loop.runBefore(9);
        loop.at(9, () -> order.add("9"));
        loop.runBefore(3);
        loop.runBefore(9);
        assertThat(loop.now()).isEqualTo(9);
        assertThat(order).isEmpty();
    }

    @Test
    void runBeforeRunsWhatTasksAddOnTheWay() {
        loop.at(1, () -> loop.at(2, () -> loop.at(2, () -> order.add("chain"))));
        loop.runBefore(3);
        assertThat(order).containsExactly("chain");
    }

    @Test
    void randomTasksRunAsFromASortedList() {
        Seeds.each(200, getClass(), random -> {
            Trial heap = new Trial(new SimulatedEventLoop(), random.nextLong());
            heap.loop.run();
            assertThat(heap.log).isEqualTo(expected(heap.seed));
        });
    }

    /** Adds tasks that add tasks, choosing by its own seed, and logs the order in which they run. */
    private static final class Trial {
        final SimulatedEventLoop loop;
        final long seed;
        final List<String> log = new ArrayList<>();

        Trial(SimulatedEventLoop loop, long seed) {
            this.loop = loop;
            this.seed = seed;
            for (int i = 0; i < 80; i++) {
                add(i, delay(seed, i));
            }
        }

        private void add(int number, long time) {
            loop.at(time, () -> {
                log.add(number + "@" + loop.now());
                if (number < 400) {
                    add(number + 80, loop.now() + delay(seed, number + 80));
                }
            });
        }
    }

    private static long delay(long seed, int number) {
        return new SplittableRandom(seed + number).nextInt(-2, 11);
    }

    /** The same by a list of (time, order of adding), always taking the least. */
    private static List<String> expected(long seed) {
        record Task(long time, int order, int number) {}
        PriorityQueue<Task> tasks =
                new PriorityQueue<>(Comparator.comparingLong(Task::time).thenComparingInt(Task::order));
        List<String> log = new ArrayList<>();
        int added = 0;
        for (int i = 0; i < 80; i++) {
            tasks.add(new Task(Math.max(0, delay(seed, i)), added++, i));
        }
        while (!tasks.isEmpty()) {
            Task next = tasks.remove();
            log.add(next.number + "@" + next.time);
            if (next.number < 400) {
                long time = next.time + delay(seed, next.number + 80);
                tasks.add(new Task(Math.max(next.time, time), added++, next.number + 80));
            }
        }
        return log;
    }
}
