package dev.sangam.serve.process;

import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.StepReport;
import java.util.function.Consumer;

/** How the engine stands, over all lives of its worker: steps go on counting where the last worker ended. */
final class LiveStatus {
    private static final EngineStatus NOTHING =
            new EngineStatus(EngineState.STARTING, 0, 0, 0, 0, 0, 0, QosStatus.NONE);

    private final EngineListener listener;
    private final Consumer<String> log;
    private volatile EngineState state = EngineState.STARTING;
    private volatile EngineStatus latest = NOTHING;
    private volatile long stepsBefore;

    LiveStatus(EngineListener listener, Consumer<String> log) {
        this.listener = listener;
        this.log = log;
    }

    EngineStatus status(int restarts) {
        EngineStatus worker = latest;
        return new EngineStatus(
                state,
                worker.waiting(),
                worker.running(),
                worker.kvBlocksUsed(),
                worker.kvBlocks(),
                worker.steps(),
                restarts,
                worker.qos());
    }

    /** The worker came or went. */
    void changed(EngineState to) {
        if (to != EngineState.READY) {
            stepsBefore = latest.steps();
            latest = new EngineStatus(to, 0, 0, 0, latest.kvBlocks(), stepsBefore, 0, QosStatus.NONE);
        }
        if (state != to) {
            state = to;
            tell(() -> listener.state(to));
        }
    }

    /** What the worker tells of its engine. */
    void stepped(StepReport step) {
        StepReport told = new StepReport(
                stepsBefore + step.number(),
                step.stepNanos(),
                step.predictedNanos(),
                step.prefills(),
                step.prefillTokens(),
                step.decodes(),
                step.waiting(),
                step.running(),
                step.kvBlocksUsed(),
                step.qos());
        latest = new EngineStatus(
                state,
                step.waiting(),
                step.running(),
                step.kvBlocksUsed(),
                latest.kvBlocks(),
                told.number() + 1,
                0,
                step.qos());
        tell(() -> listener.step(told));
    }

    void preempted(int requests) {
        tell(() -> listener.preempted(requests));
    }

    void heard(EngineStatus status) {
        latest = new EngineStatus(
                state,
                status.waiting(),
                status.running(),
                status.kvBlocksUsed(),
                status.kvBlocks(),
                stepsBefore + status.steps(),
                0,
                status.qos());
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException e) {
            log.accept("a listener of the engine failed: " + e);
        }
    }
}
