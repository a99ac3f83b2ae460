package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.scheduler.SchedulerConfig.Sarathi;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SarathiPolicyTest {
    private static final int PLENTY = 1000;

    private static SchedulerDriver driver(int budget, int sequences) {
        return new SchedulerDriver(new Sarathi(budget, sequences), PLENTY, 4);
    }

    @Test
    void aLongPromptIsComputedInChunksOfTheBudget() {
        assertThat(driver(8, 4).arrive(0, 20, 2).stepsToEnd()).containsExactly("0:8", "0:8", "0:4", "0:1");
    }

    @Test
    void decodesAreNeverStalledByAPrefillAndTheChunkIsWhatTheyLeave() {
        SchedulerDriver d = driver(8, 4).arrive(0, 4, 9).arrive(1, 4, 9);
        assertThat(d.step()).isEqualTo("0:4 1:4");
        d.arrive(2, 20, 1);
        assertThat(d.steps(4)).containsExactly("0:1 1:1 2:6", "0:1 1:1 2:6", "0:1 1:1 2:6", "0:1 1:1 2:2");
    }

    @Test
    void decodesAreNeverHeldBackByTheBudget() {
        SchedulerDriver d = driver(3, 8);
        for (int id = 0; id < 5; id++) {
            d.arrive(id, 1, 5);
        }
        assertThat(d.steps(2)).containsExactly("0:1 1:1 2:1", "0:1 1:1 2:1");
        SchedulerDriver all = driver(2, 8).arrive(0, 1, 9).arrive(1, 1, 9);
        assertThat(all.step()).isEqualTo("0:1 1:1");
        all.arrive(2, 6, 9);
        assertThat(all.step()).as("a budget used up by decodes admits nobody").isEqualTo("0:1 1:1");
    }

    @Test
    void aStartedPrefillComesBeforeNewRequestsWhateverTheirLength() {
        SchedulerDriver d = driver(8, 4).arrive(0, 12, 2).arrive(1, 2, 2);
        assertThat(d.steps(3)).containsExactly("0:8", "0:4 1:2", "0:1 1:1");
    }

    @Test
    void theLastChunkIsCutSoThatTheBatchFillsWholeTiles() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(10, 4, 4, null, RestartRule.FROM_KNOWN), PLENTY, 4);
        d.arrive(0, 2, 9);
        assertThat(d.step()).as("less than a tile is left as it is").isEqualTo("0:2");
        d.arrive(1, 30, 2);
        assertThat(d.step()).as("1 + 9 tokens are cut to two tiles").isEqualTo("0:1 1:7");
        assertThat(d.step()).isEqualTo("0:1 1:7");
    }

    @Test
    void aBatchOfWholeTilesIsNotCut() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(8, 4, 4, null, RestartRule.FROM_KNOWN), PLENTY, 4);
        assertThat(d.arrive(0, 30, 2).steps(2)).containsExactly("0:8", "0:8");
    }

    @Test
    void theLastChunkIsNotCutToNothing() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(16, 16, 8, null, RestartRule.FROM_KNOWN), PLENTY, 4);
        for (int id = 0; id < 8; id++) {
            d.arrive(id, 1, 9);
        }
        assertThat(d.step()).isEqualTo("0:1 1:1 2:1 3:1 4:1 5:1 6:1 7:1");
        d.arrive(8, 3, 9);
        assertThat(d.step()).as("8 decodes, and 3 tokens past the tile").endsWith(" 8:3");
    }

    @Test
    void chunksShrinkAsThePromptProgresses() {
        ChunkSchedule chunks = new ChunkSchedule(32, 96, 3, 192);
        SchedulerDriver d = new SchedulerDriver(new Sarathi(512, 4, 1, chunks, RestartRule.FROM_KNOWN), PLENTY, 4);
        assertThat(d.arrive(0, 250, 1).stepsToEnd()).containsExactly("0:96", "0:64", "0:32", "0:32", "0:26");
    }

    @Test
    void chunkSchedulesAreEquallySpacedAndRoundedTo32() {
        ChunkSchedule chunks = new ChunkSchedule(64, 256, 4, 400);
        assertThat(chunks.chunk(0)).isEqualTo(256);
        assertThat(chunks.chunk(99)).isEqualTo(256);
        assertThat(chunks.chunk(100)).isEqualTo(192);
        assertThat(chunks.chunk(200)).isEqualTo(128);
        assertThat(chunks.chunk(300)).isEqualTo(64);
        assertThat(chunks.chunk(1_000_000)).isEqualTo(64);
        assertThat(new ChunkSchedule(48, 48, 1, 10).chunk(0))
                .as("48 / 32 = 1.5, to even")
                .isEqualTo(64);
        assertThat(new ChunkSchedule(5, 12, 2, 10).chunk(0))
                .as("units of low when it is small")
                .isEqualTo(10);
    }

    @Test
    void admissionReservesTheWholePromptAndHeedsTheWatermark() {
        KvConfig kv = new KvConfig(10, 4, 0.2, false);
        SchedulerDriver d = new SchedulerDriver(new Sarathi(4, 4), kv, 1);
        d.arrive(0, 16, 4).arrive(1, 17, 4).arrive(2, 1, 4);
        d.start();
        assertThat(d.scheduler.kvBlocksUsed())
                .as("blocks of 16 tokens, though 4 are computed")
                .isEqualTo(4);
        d.complete();
        d.steps(3);
        assertThat(d.scheduler.kvBlocksUsed())
                .as("17 tokens do not fit: 6 free, 5 + 2 needed")
                .isEqualTo(4);
        assertThat(d.step()).as("and nobody overtakes").isEqualTo("0:1");
    }

    @Test
    void theWatermarkItselfMayStayFree() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(64, 4), new KvConfig(10, 4, 0.2, false), 1);
        assertThat(d.arrive(0, 16, 4).arrive(1, 16, 4).step()).isEqualTo("0:16 1:16");
    }

    @Test
    void aDecodeWithoutAFreeBlockPreemptsTheYoungest() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(64, 4), 4, 4);
        d.arrive(0, 4, 6).arrive(1, 4, 6).arrive(2, 4, 6);
        assertThat(d.step()).isEqualTo("0:4 1:4 2:4");
        assertThat(d.step()).as("one block is free, for 0; 1 takes it from 2").isEqualTo("0:1 1:1");
        assertThat(d.preempted()).containsExactly(2L);
        assertThat(d.sequence(2).target())
                .as("the prompt and the token emitted")
                .isEqualTo(5);
        assertThat(d.sequence(2).computed()).isZero();
        assertThat(d.stepsToEnd()).contains("2:5");
        assertThat(d.finished()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void theLastInLineIsPreemptedItselfAndWhatItEmittedStaysEmitted() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(64, 4), 4, 4);
        d.arrive(0, 8, 4).arrive(1, 4, 6);
        d.step();
        assertThat(d.step()).isEqualTo("0:1");
        assertThat(d.preempted()).containsExactly(1L);
        assertThat(d.sequence(1).emitted()).isEqualTo(1);
        assertThat(d.sequence(1).preemptions()).isEqualTo(1);
        assertThat(d.stepsToEnd()).containsSubsequence("1:5", "1:1", "1:1", "1:1", "1:1");
        assertThat(d.finished()).containsExactly(0L, 1L);
    }

    @Test
    void aPreemptedRequestComesBeforeAllWhoWait() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(64, 2), 4, 4);
        d.arrive(0, 8, 4).arrive(1, 4, 6).arrive(2, 1, 2);
        d.step();
        assertThat(d.step()).as("1 was preempted; 2 must not overtake it").isEqualTo("0:1");
        assertThat(d.stepsToEnd()).startsWith("0:1", "0:1", "1:5 2:1");
    }

    @Test
    void aRequestPreemptedWithinItsPromptStartsItAgainInTheSameStepIfItFits() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(6, 4), 5, 4);
        d.arrive(0, 4, 9).arrive(1, 12, 3);
        assertThat(d.steps(2)).containsExactly("0:4 1:2", "0:1 1:5");
        assertThat(d.step()).as("0 needs no block, but one must be free").isEqualTo("0:1 1:5");
        assertThat(d.preempted()).containsExactly(1L);
        assertThat(d.sequence(1).computed()).as("of its 12 tokens").isEqualTo(5);
    }

    @Test
    void stagesShareTheSequenceLimit() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(64, 4), new KvConfig(PLENTY, 4, 0, false), 2);
        d.arrive(0, 1, 2).arrive(1, 1, 2).arrive(2, 1, 2).arrive(3, 1, 2).arrive(4, 1, 2);
        assertThat(d.start()).isEqualTo("0:1 1:1");
        assertThat(d.start()).isEqualTo("2:1 3:1");
        assertThat(d.start()).as("four are held").isEmpty();
        d.complete();
        assertThat(d.start()).isEqualTo("0:1 1:1");
        d.complete();
        d.complete();
        assertThat(d.start()).as("0 and 1 have ended, 2 and 3 are idle").isEqualTo("2:1 3:1");
        assertThat(d.start()).isEqualTo("4:1");
    }

    @Test
    void aBatchTakesNoMoreDecodesThanItsShareOfTheSequences() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(64, 4), new KvConfig(PLENTY, 4, 0, false), 2);
        d.arrive(0, 1, 9).arrive(1, 1, 9).arrive(2, 1, 9).arrive(3, 1, 9);
        d.start();
        d.start();
        d.complete();
        d.complete();
        assertThat(d.start()).isEqualTo("0:1 1:1");
        assertThat(d.start()).isEqualTo("2:1 3:1");
    }

    @Test
    void theChunkScheduleStartsBehindWhatWasFoundInTheCache() {
        long[] hashes = LongStream.range(0, 16).toArray();
        Sarathi config = new Sarathi(512, 4, 1, new ChunkSchedule(32, 96, 3, 192), RestartRule.FROM_KNOWN);
        SchedulerDriver d = new SchedulerDriver(config, new KvConfig(PLENTY, 4, 0, true), 1);
        d.arrive(0, 65, 1, 0, hashes).stepsToEnd();
        assertThat(d.arrive(1, 200, 1, 0, hashes).step()).isEqualTo("1:64");
    }

    @Test
    void aSequenceInFlightIsNotScheduledAgain() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(4, 8), new KvConfig(PLENTY, 4, 0, false), 3);
        d.arrive(0, 12, 2).arrive(1, 4, 2);
        assertThat(d.start()).isEqualTo("0:4");
        assertThat(d.start()).isEqualTo("1:4");
        assertThat(d.start()).isEmpty();
        d.complete();
        assertThat(d.start()).isEqualTo("0:4");
    }

    @Test
    void sequencesLeftOutOfABatchAreKeptInTheOrderOfArrival() {
        SchedulerDriver d = new SchedulerDriver(new Sarathi(2, 3), new KvConfig(PLENTY, 4, 0, false), 3);
        d.arrive(0, 2, 9).arrive(1, 2, 9).arrive(2, 2, 9);
        assertThat(d.start()).isEqualTo("0:2");
        assertThat(d.start()).isEqualTo("1:2");
        assertThat(d.start()).isEqualTo("2:2");
        d.complete();
        assertThat(d.start()).isEqualTo("0:1");
        d.complete();
        d.complete();
        d.complete();
        assertThat(d.start()).as("1 came back first").isEqualTo("1:1");
        assertThat(d.start()).as("2 came back before 0").isEqualTo("0:1");
    }

    @Test
    void vidursRestartForgetsTheRestOfAPromptPreemptedInItsMiddle() {
        for (RestartRule rule : RestartRule.values()) {
            SchedulerDriver d = new SchedulerDriver(new Sarathi(5, 4, 1, null, rule), 5, 4);
            d.arrive(0, 4, 9).arrive(1, 16, 3);
            d.steps(2);
            assertThat(d.preempted()).containsExactly(1L);
            assertThat(d.sequence(1).target()).isEqualTo(rule == RestartRule.FROM_KNOWN ? 16 : 1);
        }
    }
}
