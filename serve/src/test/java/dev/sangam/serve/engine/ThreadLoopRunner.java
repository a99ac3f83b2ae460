package dev.sangam.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.time.EventLoop;
import dev.sangam.core.time.LoopRunner;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Runs scenarios in real time, and waits until nothing is left to run. */
final class ThreadLoopRunner implements LoopRunner {
    private static final long PATIENCE_SECONDS = 30;

    @Override
    public void run(Consumer<EventLoop> scenario) {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch idle = new CountDownLatch(1);
        try (ThreadEventLoop loop = ThreadEventLoop.start("test loop", failures::add)) {
            EventLoop counted = new Counted(loop, new AtomicInteger(), idle);
            counted.at(0, () -> scenario.accept(counted));
            assertThat(idle.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("all has run")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        failures.forEach(failure -> {
            throw new AssertionError(failure);
        });
    }

    /** Opens the latch when no task is left. */
    private record Counted(EventLoop loop, AtomicInteger left, CountDownLatch idle) implements EventLoop {
        @Override
        public long now() {
            return loop.now();
        }

        @Override
        public void at(long time, Runnable task) {
            left.incrementAndGet();
            loop.at(time, () -> {
                try {
                    task.run();
                } finally {
                    if (left.decrementAndGet() == 0) {
                        idle.countDown();
                    }
                }
            });
        }
    }
}
