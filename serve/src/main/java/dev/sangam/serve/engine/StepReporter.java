package dev.sangam.serve.engine;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.calibration.CorrectedTimes;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.core.scheduler.Scheduler;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Tells of every step once the scheduler knows of its end, and keeps the figures that anybody may ask for. */
final class StepReporter implements ReplicaListener {
    private final EngineListener listener;
    private final @Nullable CorrectedTimes batchTime;
    /** How the scheduler stood when it formed each step in flight. */
    private final Deque<QosStatus> formed = new ArrayDeque<>(2);

    private volatile EngineStatus status;
    private long steps;
    private boolean ended;
    private long stepNanos;
    private long predictedNanos;
    private int prefills;
    private int prefillTokens;
    private int decodes;
    private QosStatus qos = QosStatus.NONE;

    /** @param batchTime predicts steps, and is corrected by how long they took; {@code null} when nothing is known */
    StepReporter(EngineListener listener, @Nullable BatchTimeModel batchTime, int kvBlocks) {
        this.listener = listener;
        this.batchTime = batchTime == null ? null : new CorrectedTimes(batchTime);
        this.status = new EngineStatus(EngineState.READY, 0, 0, 0, kvBlocks, 0, 0, QosStatus.NONE);
    }

    /** The latest figures, for any thread. */
    EngineStatus status() {
        return status;
    }

    @Override
    public void started(Replica replica, Step step, long now) {
        formed.addLast(replica.scheduler().qos());
    }

    @Override
    public void completed(Replica replica, Step step, StepResult result, long now) {
        ended = true;
        qos = formed.removeFirst();
        stepNanos = now - step.formedAt();
        if (batchTime != null) {
            predictedNanos = Math.round(batchTime.nanos(step.shape(), 1));
            batchTime.observe(step.shape(), stepNanos);
        }
        prefills = step.shape().prefills();
        prefillTokens = step.shape().prefillTokens();
        decodes = step.shape().decodes();
    }

    @Override
    public void settled(Replica replica, long now) {
        Scheduler s = replica.scheduler();
        status = new EngineStatus(
                EngineState.READY, s.waiting(), s.running(), s.kvBlocksUsed(), s.kvBlocks(), steps, 0, s.qos());
        if (ended) {
            ended = false;
            listener.step(new StepReport(
                    steps++,
                    stepNanos,
                    predictedNanos,
                    prefills,
                    prefillTokens,
                    decodes,
                    s.waiting(),
                    s.running(),
                    s.kvBlocksUsed(),
                    qos));
        }
    }
}
