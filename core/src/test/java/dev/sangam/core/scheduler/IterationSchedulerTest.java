package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV0;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class IterationSchedulerTest {
    private static final VllmV1 V1 = new VllmV1(64, 8, 0, Order.FCFS, false);

    private static SchedulerDriver caching(SchedulerConfig config, int blocks) {
        return new SchedulerDriver(config, new KvConfig(blocks, 4, 0, true), 1);
    }

    private static List<SchedulerConfig> cachingPolicies() {
        return List.of(V1, new Sarathi(64, 8), new VllmV0(64, 8, RestartRule.FROM_KNOWN));
    }

    @Test
    void aStepWithNothingToDoIsEmpty() {
        SchedulerDriver d = new SchedulerDriver(V1, 10, 4);
        assertThat(d.start()).isEmpty();
        assertThat(d.start()).isEmpty();
    }

    @Test
    void countsWhoWaitsAndWhoRuns() {
        SchedulerDriver d = new SchedulerDriver(new VllmV1(64, 1, 0, Order.FCFS, false), 10, 4);
        d.arrive(0, 5, 3).arrive(1, 5, 3);
        assertThat(d.scheduler.waiting()).isEqualTo(2);
        d.start();
        assertThat(d.scheduler.waiting()).isEqualTo(1);
        assertThat(d.scheduler.running()).isEqualTo(1);
        assertThat(d.scheduler.kvBlocksUsed()).isEqualTo(2);
        assertThat(d.scheduler.kvBlocks()).isEqualTo(10);
        d.complete();
        d.stepsToEnd();
        assertThat(d.scheduler.waiting() + d.scheduler.running() + d.scheduler.kvBlocksUsed())
                .isZero();
    }

    @Test
    void anIdMayNotArriveTwiceWhileItIsServedButMayAfterwards() {
        SchedulerDriver d = new SchedulerDriver(V1, 10, 4).arrive(0, 5, 1);
        assertThatThrownBy(() -> d.arrive(0, 5, 1)).hasMessage("request 0 arrived twice");
        d.stepsToEnd();
        assertThat(d.arrive(0, 5, 1).step()).isEqualTo("0:5");
    }

    @Test
    void aRequestCancelledInFlightGivesItsBlocksBackWhenTheStepIsDone() {
        SchedulerDriver d = new SchedulerDriver(V1, 10, 4).arrive(0, 5, 9).arrive(1, 5, 2);
        d.start();
        d.cancel(0);
        assertThat(d.scheduler.kvBlocksUsed()).as("kernels still write there").isEqualTo(4);
        d.complete();
        assertThat(d.scheduler.kvBlocksUsed()).isEqualTo(2);
        assertThat(d.stepsToEnd()).containsExactly("1:1");
    }

    @Test
    void aCancelledRequestEmitsNothingFromTheStepInFlight() {
        IterationScheduler scheduler = new SchedulerDriver(V1, 10, 4).arrive(0, 5, 9).scheduler;
        Step step = scheduler.next(1);
        assertThat(step.emits(0)).isTrue();
        scheduler.handle(new Event.Cancelled(0), 2);
        assertThat(step.emits(0)).isFalse();
    }

    @Test
    void aPreemptedRequestCanBeCancelledWhileItWaits() {
        SchedulerDriver d = new SchedulerDriver(V1, 3, 4).arrive(0, 4, 4).arrive(1, 4, 4);
        d.steps(2);
        assertThat(d.preempted()).containsExactly(1L);
        d.cancel(1);
        assertThat(d.scheduler.waiting()).isZero();
        assertThat(d.scheduler.running()).isEqualTo(1);
        d.stepsToEnd();
        assertThat(d.finished()).containsExactly(0L);
        assertThat(d.scheduler.kvBlocksUsed()).isZero();
    }

    @Test
    void whoIsPreemptedWithoutAStepIsStillReported() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(4, 8), new KvConfig(3, 4, 0, false), 2);
        d.arrive(0, 4, 3).arrive(1, 4, 3);
        assertThat(List.of(d.start(), d.start())).containsExactly("0:4", "1:4");
        d.complete();
        assertThat(d.start()).isEqualTo("0:1");
        d.complete();
        assertThat(d.start()).as("no block is left for 1, and 0 is in flight").isEmpty();
        assertThat(d.preempted()).containsExactly(1L);
    }

    @Test
    void aSharedPrefixIsComputedOnce() {
        for (SchedulerConfig config : cachingPolicies()) {
            SchedulerDriver d = caching(config, 20).arrive(0, 9, 1, 0, 7, 8);
            d.step();
            assertThat(d.arrive(1, 11, 1, 0, 7, 8).step()).isEqualTo("1:3");
            assertThat(d.arrive(2, 8, 1, 0, 7, 8).step())
                    .as("the last token is always computed")
                    .isEqualTo("2:4");
            assertThat(d.arrive(3, 9, 1, 0, 7, 9).step()).isEqualTo("3:5");
        }
    }

    @Test
    void promptsWithoutHashesShareNothing() {
        SchedulerDriver d = caching(V1, 20).arrive(0, 9, 9);
        d.stepsToEnd();
        assertThat(d.arrive(1, 9, 9).step()).isEqualTo("1:9");
    }

    @Test
    void aPrefixIsSharedWithWhoStillRuns() {
        SchedulerDriver d = caching(V1, 20).arrive(0, 9, 9, 0, 7, 8);
        d.step();
        d.arrive(1, 9, 9, 0, 7, 8);
        assertThat(d.step()).isEqualTo("0:1 1:1");
        assertThat(d.scheduler.kvBlocksUsed()).as("two shared, and one each").isEqualTo(4);
        d.cancel(0);
        assertThat(d.scheduler.kvBlocksUsed()).isEqualTo(3);
    }

    @Test
    void aRequestOfOneTokenLeavesItsPromptForOthers() {
        SchedulerDriver d = caching(V1, 20).arrive(0, 8, 1, 0, 7, 8);
        d.step();
        assertThat(d.arrive(1, 12, 1, 0, 7, 8).step()).isEqualTo("1:4");
    }

    @Test
    void whatACancelledRequestComputedIsReusedToo() {
        SchedulerDriver d = caching(V1, 20).arrive(0, 8, 9, 0, 7, 8);
        d.start();
        d.cancel(0);
        d.complete();
        assertThat(d.arrive(1, 12, 1, 0, 7, 8).step()).isEqualTo("1:4");
    }

    @Test
    void aResumedRequestFindsItsOwnBlocksIfTheyWereNotNeeded() {
        SchedulerDriver d = caching(V1, 6).arrive(0, 4, 5, 0, 1).arrive(1, 16, 9, 0, 2, 3, 4, 5);
        assertThat(d.step()).isEqualTo("0:4 1:16");
        assertThat(d.step()).as("one block was free, 1 has to go").isEqualTo("0:1");
        assertThat(d.preempted()).containsExactly(1L);
        assertThat(d.steps(3)).containsExactly("0:1", "0:1", "0:1");
        assertThat(d.step()).as("of 17 tokens, 16 are still there").isEqualTo("1:1");
        assertThat(d.sequence(1).emitted()).isEqualTo(2);
    }

    @Test
    void cachedBlocksOnTheFreeListCountAsTaken() {
        for (SchedulerConfig config : cachingPolicies()) {
            SchedulerDriver d = caching(config, 6).arrive(0, 8, 1, 0, 7, 8);
            d.step();
            d.arrive(1, 9, 2, 0, 1, 2);
            d.step();
            d.arrive(2, 13, 1, 0, 7, 8);
            assertThat(d.step()).as("2 cached and 2 new ones of 3 free").isEqualTo("1:1");
            assertThat(d.step()).isEqualTo("2:5");
        }
    }

    @Test
    void cachedBlocksThatOthersHoldNeedNoRoom() {
        for (SchedulerConfig config : cachingPolicies()) {
            SchedulerDriver d = caching(config, 6).arrive(0, 9, 9, 0, 7, 8);
            d.step();
            d.arrive(1, 16, 1, 0, 7, 8);
            assertThat(d.step()).as("4 blocks, 3 free ones, but 2 are shared").contains("1:8");
        }
    }

    @Test
    void equalCallsGiveEqualSteps() {
        List<String> first = someRun();
        for (int i = 0; i < 3; i++) {
            assertThat(someRun()).isEqualTo(first);
        }
    }

    private static List<String> someRun() {
        SchedulerDriver d = caching(new VllmV1(7, 5, 3, Order.PRIORITY, false), 9);
        for (int id = 0; id < 12; id++) {
            d.arrive(id * 1_000_003L, 12 + id * 5 % 7, 1 + id * 7 % 11, id % 3, 1, 2, 3);
        }
        return d.stepsToEnd();
    }

    @Test
    @Timeout(20)
    void manyWaitingRequestsAreCancelledInTheTimeOfAFew() {
        SchedulerDriver d = new SchedulerDriver(V1, 10, 4);
        int count = 400_000;
        for (int id = 0; id < count; id++) {
            d.arrive(id, 5, 3);
        }
        for (int id = count - 1; id > 1; id--) {
            d.cancel(id);
        }
        assertThat(d.scheduler.waiting()).isEqualTo(2);
        assertThat(d.step()).isEqualTo("0:5 1:5");
    }
}
