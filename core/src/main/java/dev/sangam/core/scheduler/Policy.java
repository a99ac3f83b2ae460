package dev.sangam.core.scheduler;

import dev.sangam.core.request.Request;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Forms batches from its queues. The rules of one published scheduler, and nothing else. */
abstract class Policy {
    final Queues queues;

    Policy(Queues queues) {
        this.queues = queues;
    }

    /**
     * Takes sequences from the queues into the step, with KV blocks for what they will compute; leaves the step empty
     * when nothing can run. The step comes empty. Idle sequences are not in flight unless
     * the scheduler looks ahead.
     */
    abstract void form(Step step, long now);

    /** A request has arrived, and will be put into the waiting queue. */
    void arrived(Sequence s) {}

    /** A step has run, and its sequences know of their tokens. */
    void completed(Step step, long now) {}

    /** A sequence emitted its last token. */
    void finished(Sequence s) {}

    /** A sequence is part of no queue and no step any more, whether it was ever admitted or not. */
    void left(Sequence s) {}

    /** How its deadlines stand. */
    QosStatus qos() {
        return QosStatus.NONE;
    }

    /** {@link Scheduler#predictedWait}. */
    OptionalLong predictedWait(Request request, long now) {
        return OptionalLong.empty();
    }

    /** A sequence that was admitted has ended, and no step holds it any more: its KV blocks are to be freed. */
    void ended(Sequence s) {
        queues.release(s);
    }

    /** Blocks that one sequence may fill and still be sure to run to its end, whatever else runs. */
    abstract int usableBlocks();

    /** Why this policy could never serve the request, {@code null} when it could. */
    @Nullable
    String refusal(Request request) {
        return null;
    }
}
