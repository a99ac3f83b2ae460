package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Order;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV1;
import org.junit.jupiter.api.Test;

class VllmV1PolicyTest {
    private static final int PLENTY = 1000;

    private static SchedulerDriver driver(VllmV1 config, int blocks) {
        return new SchedulerDriver(config, blocks, 4);
    }

    private static VllmV1 fcfs(int budget, int sequences) {
        return new VllmV1(budget, sequences, 0, Order.FCFS, false);
    }

    private static VllmV1 priority(int budget) {
        return new VllmV1(budget, 8, 0, Order.PRIORITY, false);
    }

    @Test
    void runningComeFirstInOrderOfAdmissionAndTheRestOfTheBudgetGoesToTheWaiting() {
        SchedulerDriver d = driver(fcfs(8, 4), PLENTY).arrive(0, 12, 3).arrive(1, 6, 3);
        assertThat(d.stepsToEnd()).containsExactly("0:8", "0:4 1:4", "0:1 1:2", "0:1 1:1", "1:1");
    }

    @Test
    void theBudgetHoldsForDecodesToo() {
        SchedulerDriver d =
                driver(fcfs(2, 4), PLENTY).arrive(0, 1, 3).arrive(1, 1, 3).arrive(2, 1, 3);
        assertThat(d.steps(3)).containsExactly("0:1 1:1", "0:1 1:1", "0:1 1:1");
        assertThat(d.step()).isEqualTo("2:1");
    }

    @Test
    void aLongPrefillIsCappedByTheThresholdAndLeavesRoomForOthers() {
        SchedulerDriver d = driver(new VllmV1(16, 4, 5, Order.FCFS, false), PLENTY)
                .arrive(0, 12, 2)
                .arrive(1, 7, 2)
                .arrive(2, 9, 2);
        assertThat(d.steps(3)).containsExactly("0:5 1:5 2:5", "0:5 1:2 2:4", "0:2 1:1 2:1");
    }

    @Test
    void noMoreSequencesThanAllowedAreHeld() {
        SchedulerDriver d =
                driver(fcfs(16, 2), PLENTY).arrive(0, 1, 2).arrive(1, 1, 1).arrive(2, 1, 1);
        assertThat(d.stepsToEnd()).containsExactly("0:1 1:1", "0:1 2:1");
    }

    @Test
    void admissionAsksForTheWholeSequenceButTakesBlocksForTheChunkAlone() {
        SchedulerDriver d = driver(fcfs(4, 4), 8).arrive(0, 16, 2).arrive(1, 20, 2);
        d.start();
        assertThat(d.scheduler.kvBlocksUsed()).isEqualTo(1);
        d.complete();
        assertThat(d.steps(3)).containsExactly("0:4", "0:4", "0:4");
        assertThat(d.step())
                .as("5 blocks of 4 free are not enough for 20 tokens")
                .isEqualTo("0:1");
        assertThat(d.step()).isEqualTo("1:4");
    }

    @Test
    void theWatermarkStaysFreeAtAdmission() {
        SchedulerDriver d = new SchedulerDriver(fcfs(64, 4), new KvConfig(10, 4, 0.2, false), 1);
        d.arrive(0, 16, 3).arrive(1, 20, 3);
        assertThat(d.step()).as("5 of 6 free blocks, but 2 must stay").isEqualTo("0:16");
        SchedulerDriver e = new SchedulerDriver(fcfs(64, 4), new KvConfig(10, 4, 0.2, false), 1);
        assertThat(e.arrive(0, 16, 3).arrive(1, 16, 3).step()).isEqualTo("0:16 1:16");
    }

    @Test
    void nobodyOvertakesTheFirstInLine() {
        SchedulerDriver d =
                driver(fcfs(64, 4), 4).arrive(0, 8, 2).arrive(1, 12, 1).arrive(2, 1, 1);
        assertThat(d.stepsToEnd()).containsExactly("0:8", "0:1", "1:12 2:1");
    }

    @Test
    void theLastAdmittedIsPreemptedAndThatStepAdmitsNobody() {
        SchedulerDriver d =
                driver(fcfs(64, 8), 4).arrive(0, 4, 9).arrive(1, 4, 9).arrive(2, 4, 2);
        assertThat(d.step()).isEqualTo("0:4 1:4 2:4");
        d.arrive(3, 1, 1);
        assertThat(d.step()).as("0 takes the free block, 1 that of 2").isEqualTo("0:1 1:1");
        assertThat(d.preempted()).containsExactly(2L);
        assertThat(d.sequence(2).target()).isEqualTo(5);
    }

    @Test
    void victimsAreTakenFromTheEndAndWaitInTheirOldOrder() {
        SchedulerDriver d = driver(fcfs(64, 8), 4);
        d.arrive(0, 4, 9).arrive(1, 4, 9).arrive(2, 4, 9).arrive(3, 4, 9);
        assertThat(d.steps(2)).containsExactly("0:4 1:4 2:4 3:4", "0:1 1:1");
        assertThat(d.preempted()).containsExactly(3L, 2L);
        d.cancel(0);
        assertThat(d.step()).isEqualTo("1:1 2:5");
    }

    @Test
    void aStepThatPreemptedAdmitsNobodyEvenIfThereIsRoom() {
        SchedulerDriver d = driver(priority(64), 5).arrive(0, 4, 9, 0).arrive(1, 16, 2, 5);
        assertThat(d.step()).isEqualTo("0:4 1:16");
        d.arrive(2, 1, 2, 1);
        assertThat(d.step()).as("three blocks are free once 1 had to go").isEqualTo("0:1");
        assertThat(d.preempted()).containsExactly(1L);
        assertThat(d.step()).isEqualTo("0:1 2:1");
    }

    @Test
    void blocksAreOnlyTakenWhenASequenceStartsANewOne() {
        SchedulerDriver d = driver(fcfs(64, 8), 2).arrive(0, 5, 4);
        assertThat(d.stepsToEnd()).containsExactly("0:5", "0:1", "0:1", "0:1");
        assertThat(d.scheduler.kvBlocksUsed()).isZero();
    }

    @Test
    void resumedSequencesRunLastAndAreTheFirstToBePreemptedAgain() {
        SchedulerDriver d =
                driver(fcfs(64, 8), 5).arrive(0, 4, 5).arrive(1, 4, 12).arrive(2, 4, 12);
        d.steps(2);
        assertThat(d.steps(3))
                .as("5 blocks: 0 and 1 have two each, 2 one")
                .containsExactly("0:1 1:1", "0:1 1:1", "0:1 1:1");
        assertThat(d.step()).isEqualTo("1:1 2:5");
        Sequence second = d.sequence(1);
        Sequence resumed = d.sequence(2);
        d.stepsToEnd();
        assertThat(second.preemptions()).isZero();
        assertThat(resumed.preemptions()).isEqualTo(2);
        assertThat(d.finished()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void preemptedPrefillsStartFromNothing() {
        SchedulerDriver d = driver(fcfs(4, 8), 5).arrive(0, 3, 9).arrive(1, 16, 2);
        assertThat(d.steps(2)).containsExactly("0:3 1:1", "0:1 1:3");
        assertThat(d.steps(5)).contains("0:1");
        assertThat(d.sequence(1).preemptions()).isEqualTo(1);
        assertThat(d.sequence(1).target()).isEqualTo(16);
    }

    @Test
    void theMoreImportantIsAdmittedFirst() {
        SchedulerDriver d = driver(priority(4), PLENTY)
                .arrive(0, 4, 1, 2)
                .arrive(1, 4, 1, 1)
                .arrive(2, 4, 1, 1)
                .arrive(3, 4, 1, 0);
        assertThat(d.stepsToEnd()).containsExactly("3:4", "1:4", "2:4", "0:4");
    }

    @Test
    void theEarlierOfTwoEquallyImportantIsAdmittedFirstWhateverTheirIds() {
        SchedulerDriver d = driver(priority(4), PLENTY).arrive(7, 4, 1, 1).arrive(3, 4, 1, 1);
        assertThat(d.stepsToEnd()).containsExactly("7:4", "3:4");
    }

    @Test
    void theLeastImportantIsPreemptedWhereverItStands() {
        SchedulerDriver d = driver(priority(64), 4).arrive(0, 4, 9, 5);
        d.step();
        d.arrive(1, 4, 9, 1).arrive(2, 4, 9, 3);
        assertThat(d.step()).as("0 has two blocks now, 1 and 2 one each").isEqualTo("0:1 1:4 2:4");
        assertThat(d.step())
                .as("0 needs no block, until 1 takes its two: it leaves the batch")
                .isEqualTo("1:1 2:1");
        assertThat(d.preempted()).containsExactly(0L);
    }

    @Test
    void whoLeavesTheBatchGivesItsTokensBackToTheBudget() {
        SchedulerDriver d = driver(priority(9), 4).arrive(0, 4, 9, 5);
        d.step();
        d.arrive(1, 4, 9, 1).arrive(2, 4, 9, 3);
        d.step();
        d.start();
        assertThat(d.scheduler.running()).isEqualTo(2);
        assertThat(d.sequence(0).inFlight()).isFalse();
        assertThat(d.sequence(0).computed()).isZero();
    }

    @Test
    void theLaterOfTwoEquallyImportantIsPreempted() {
        SchedulerDriver d = driver(priority(64), 3).arrive(0, 4, 9, 1).arrive(1, 4, 9, 1);
        assertThat(d.steps(2)).containsExactly("0:4 1:4", "0:1");
        assertThat(d.preempted()).containsExactly(1L);
    }

    @Test
    void whoGivesWayAloneInABatchDoesNotKeepOthersFromBeingAdmitted() {
        SchedulerDriver d = driver(priority(64), 3).arrive(0, 3, 9, 5);
        d.step();
        d.arrive(1, 7, 2, 1);
        d.step();
        d.arrive(2, 1, 1, 2);
        assertThat(d.step()).isEqualTo("1:1 2:1");
        assertThat(d.preempted()).containsExactly(0L);
    }

    @Test
    void whoComesAfterASequenceThatGaveWayWaitsForTheNextStep() {
        SchedulerDriver d = driver(priority(64), 6).arrive(0, 5, 9, 0).arrive(1, 3, 9, 5);
        d.step();
        d.arrive(2, 9, 9, 1);
        assertThat(d.step()).isEqualTo("0:1 1:1 2:9");
        assertThat(d.step()).isEqualTo("0:1");
        assertThat(d.preempted()).containsExactly(1L);
        assertThat(d.step()).isEqualTo("0:1 2:1");
    }

    @Test
    void runningSequencesKeepTheOrderOfAdmissionAcrossStages() {
        SchedulerDriver d = new SchedulerDriver(fcfs(2, 8), new KvConfig(PLENTY, 4, 0, false), 2);
        d.arrive(0, 2, 9).arrive(1, 2, 9);
        assertThat(d.start()).isEqualTo("0:2");
        assertThat(d.start()).isEqualTo("1:2");
        d.complete();
        assertThat(d.start()).isEqualTo("0:1");
        d.complete();
        d.complete();
        assertThat(d.start()).as("1 came back before 0").isEqualTo("0:1 1:1");
    }

    @Test
    void theLeastImportantFirstInLineGivesWayAndTheStepGoesToTheOthers() {
        SchedulerDriver d = driver(priority(64), 3).arrive(0, 3, 9, 5);
        d.step();
        d.arrive(1, 7, 2, 1);
        assertThat(d.step()).isEqualTo("0:1 1:7");
        assertThat(d.step())
                .as("0 needs a block and is the least important; 1 must not wait for it")
                .isEqualTo("1:1");
        assertThat(d.preempted()).containsExactly(0L);
        assertThat(d.step()).isEqualTo("0:5");
    }
}
