package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.replica.Replica;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.replica.ScriptedExecutor;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;
import dev.sangam.core.time.SimulatedEventLoop;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A scheduler that forms a step while the one before runs. */
class AsyncSchedulingTest {
    private static final int PLENTY = 1000;

    private static VllmV1 config(boolean async) {
        return new VllmV1(8, 4, 0, Order.FCFS, async);
    }

    private static SchedulerDriver driver() {
        return new SchedulerDriver(config(true), PLENTY, 4);
    }

    @Test
    void aStepIsFormedBeforeTheOneBeforeHasCompleted() {
        SchedulerDriver d = driver().arrive(0, 12, 3);
        assertThat(d.start()).isEqualTo("0:8");
        assertThat(d.start()).as("the rest of the prompt").isEqualTo("0:4");
        d.complete();
        assertThat(d.start()).as("a token that is not known yet is decoded").isEqualTo("0:1");
        d.complete();
        assertThat(d.start()).isEqualTo("0:1");
        d.complete();
        assertThat(d.start()).as("the step in flight reaches the limit").isEmpty();
        d.complete();
        assertThat(d.finished()).containsExactly(0L);
        assertThat(d.scheduler.kvBlocksUsed()).isZero();
    }

    @Test
    void aSequenceThatEndsBeforeItsLimitEmitsNothingInTheStepFormedTooEarly() {
        Request request = new Request(0, 0, 4, 10, BlockHashes.NONE, QosClass.BEST_EFFORT, 0, "tenant");
        SchedulerDriver d = driver().arrive(request, 2);
        assertThat(d.start()).isEqualTo("0:4");
        assertThat(d.start()).isEqualTo("0:1");
        d.complete();
        assertThat(d.start()).as("nobody knows that the step in flight ends it").isEqualTo("0:1");
        d.complete();
        assertThat(d.finished()).containsExactly(0L);
        assertThat(d.scheduler.kvBlocksUsed()).as("it is still in flight").isPositive();
        assertThat(d.start()).isEmpty();
        d.complete();
        assertThat(d.scheduler.kvBlocksUsed()).isZero();
        assertThat(d.scheduler.running()).isZero();
    }

    @Test
    void aSequenceCancelledInTwoStepsIsDroppedWithTheSecond() {
        SchedulerDriver d = driver().arrive(0, 4, 9);
        d.start();
        d.start();
        d.cancel(0);
        assertThat(d.start()).isEmpty();
        d.complete();
        assertThat(d.scheduler.running()).isEqualTo(1);
        d.complete();
        assertThat(d.scheduler.running()).isZero();
        assertThat(d.scheduler.kvBlocksUsed()).isZero();
    }

    @Test
    void anArrivalDuringAStepJoinsTheOneAfterNext() {
        assertThat(firstTokenOfLateRequest(false))
                .as("waits for the running step")
                .isEqualTo(20);
        assertThat(firstTokenOfLateRequest(true))
                .as("and for the one formed before it came")
                .isEqualTo(30);
    }

    /** Steps of 10 ns; request 0 comes at 0, request 1 at 5. */
    private static long firstTokenOfLateRequest(boolean async) {
        SimulatedEventLoop loop = new SimulatedEventLoop();
        Map<Long, Long> first = new HashMap<>();
        ReplicaListener listener = new ReplicaListener() {
            @Override
            public void started(Replica replica, Step step, long now) {}

            @Override
            public void completed(Replica replica, Step step, StepResult result, long now) {
                for (int i = 0; i < step.size(); i++) {
                    if (step.emits(i)) {
                        first.putIfAbsent(step.sequence(i).request().id(), now);
                    }
                }
            }
        };
        IterationScheduler scheduler = new IterationScheduler(config(async), new KvConfig(PLENTY, 4, 0, false), 1);
        Replica replica =
                new Replica(0, loop, scheduler, new ScriptedExecutor(loop, 1, step -> 10, id -> 10), listener);
        replica.submit(Request.of(0, 0, 1, 10));
        loop.at(5, () -> replica.submit(Request.of(1, 5, 1, 10)));
        loop.run();
        return first.getOrDefault(1L, -1L);
    }
}
