package dev.sangam.core.time;

import java.util.function.Consumer;

/** Runs a scenario on an event loop of its own, so that the same test can be run on every kind of loop. */
@FunctionalInterface
public interface LoopRunner {
    /** In virtual time. */
    LoopRunner SIMULATED = scenario -> {
        SimulatedEventLoop loop = new SimulatedEventLoop();
        loop.at(0, () -> scenario.accept(loop));
        loop.run();
    };

    /** Runs {@code scenario} as the first task; returns once it and every task added since have run. */
    void run(Consumer<EventLoop> scenario);
}
