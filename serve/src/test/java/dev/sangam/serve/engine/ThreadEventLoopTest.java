package dev.sangam.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.time.EventLoopContract;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadEventLoopTest extends EventLoopContract {
    private static final long LATER = TimeUnit.HOURS.toNanos(1);

    private final BlockingQueue<Throwable> failures = new ArrayBlockingQueue<>(16);
    private final List<String> order = new ArrayList<>();

    ThreadEventLoopTest() {
        super(new ThreadLoopRunner());
    }

    private ThreadEventLoop start() {
        return ThreadEventLoop.start("loop under test", failures::add);
    }

    @Test
    void tasksOfManyThreadsRunOneAtATimeAndInTheOrderOfEachThread() throws InterruptedException {
        int threads = 4;
        int each = 500;
        int[] next = new int[threads];
        int[] total = {0};
        List<Thread> adders = new ArrayList<>();
        try (ThreadEventLoop loop = start()) {
            for (int t = 0; t < threads; t++) {
                int thread = t;
                adders.add(Thread.startVirtualThread(() -> {
                    for (int i = 0; i < each; i++) {
                        int number = i;
                        loop.at(0, () -> {
                            assertThat(next[thread]++).isEqualTo(number);
                            total[0]++; // a plain field: only the loop touches it
                        });
                    }
                }));
            }
            for (Thread adder : adders) {
                adder.join();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(total[0]).isEqualTo(threads * each);
    }

    @Test
    void anEarlierTaskIsNotHeldUpByALaterOneAddedBefore() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        try (ThreadEventLoop loop = start()) {
            loop.at(LATER, () -> order.add("later"));
            Thread.sleep(5);
            loop.at(loop.now() + 1_000_000, ran::countDown);
            assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(loop.pending()).isEqualTo(1);
        }
        assertThat(order).isEmpty();
    }

    @Test
    void whatATaskThrowsIsReportedAndTheLoopGoesOn() {
        RuntimeException failure = new IllegalStateException("boom");
        AssertionError error = new AssertionError("bang");
        try (ThreadEventLoop loop = start()) {
            loop.at(0, () -> {
                throw failure;
            });
            loop.at(0, () -> {
                throw error;
            });
            loop.at(0, () -> order.add("after"));
        }
        assertThat(failures).containsExactly(failure, error);
        assertThat(order).containsExactly("after");
    }

    @Test
    void whenTheHandlerFailsTooTheLoopEndsAndSaysSoToWhoeverComes() throws InterruptedException {
        BlockingQueue<Throwable> uncaught = new ArrayBlockingQueue<>(1);
        ThreadEventLoop loop = ThreadEventLoop.start("loop under test", failure -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
            throw new IllegalStateException("handler", failure);
        });
        loop.at(0, () -> {
            throw new IllegalArgumentException("task");
        });
        assertThat(uncaught.take()).hasMessage("handler");
        loop.close();
        assertThatThrownBy(() -> loop.at(0, () -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void closeRunsWhatIsDueAndDropsWhatIsLater() {
        ThreadEventLoop loop = start();
        CountDownLatch closing = new CountDownLatch(1);
        loop.at(0, () -> await(closing));
        loop.at(0, () -> order.add("due"));
        loop.at(LATER, () -> order.add("later"));
        Thread closer = Thread.startVirtualThread(loop::close);
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        closing.countDown();
        loop.close();
        assertThat(order).containsExactly("due");
        assertThat(loop.pending()).isZero();
    }

    @Test
    void aClosedLoopRefusesTasksOfOthersAndMayBeClosedAgain() {
        ThreadEventLoop loop = start();
        loop.close();
        loop.close();
        assertThatThrownBy(() -> loop.at(0, () -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("loop under test is closed");
    }

    @Test
    void aTaskMayCloseItsOwnLoopAndWhatItAddsAfterwardsIsDropped() {
        ThreadEventLoop loop = start();
        loop.at(0, () -> {
            loop.close();
            loop.at(LATER, () -> order.add("later"));
            order.add("closed");
        });
        loop.close();
        assertThat(failures).isEmpty();
        assertThat(order).containsExactly("closed");
    }

    @Test
    void aLoopThatAlwaysHasSomethingToDoCanBeClosed() {
        ThreadEventLoop loop = start();
        loop.at(0, new Runnable() {
            @Override
            public void run() {
                loop.at(0, this);
            }
        });
        loop.close();
        assertThat(loop.pending()).isZero();
    }

    @Test
    void interruptingTheThreadDoesNotStopTheLoop() {
        try (ThreadEventLoop loop = start()) {
            loop.at(0, () -> Thread.currentThread().interrupt());
            loop.at(loop.now() + 1_000_000, () -> order.add("still here"));
            long end = loop.now() + 20_000_000;
            while (loop.pending() > 0 && loop.now() < end + 1_000_000_000L) {
                Thread.onSpinWait();
            }
        }
        assertThat(order).containsExactly("still here");
    }

    @Test
    void aTaskKnowsThatItIsOnTheLoop() {
        ThreadEventLoop loop = start();
        loop.at(0, () -> order.add("" + loop.onLoop()));
        loop.close();
        assertThat(order).containsExactly("true");
        assertThat(loop.onLoop()).isFalse();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
