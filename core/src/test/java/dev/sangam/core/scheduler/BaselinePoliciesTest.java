package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.scheduler.SchedulerConfig.FasterTransformer;
import dev.sangam.core.scheduler.SchedulerConfig.LightLlm;
import dev.sangam.core.scheduler.SchedulerConfig.Orca;
import dev.sangam.core.scheduler.SchedulerConfig.VllmV0;
import java.util.List;
import org.junit.jupiter.api.Test;

/** vLLM V0, Orca, FasterTransformer and LightLLM. */
class BaselinePoliciesTest {
    private static final int PLENTY = 1000;

    private static VllmV0 v0(int tokens, int sequences) {
        return new VllmV0(tokens, sequences, RestartRule.FROM_KNOWN);
    }

    @Test
    void vllmV0PrefillsBeforeItDecodesAndNeverMixes() {
        SchedulerDriver d = new SchedulerDriver(v0(64, 4), PLENTY, 4).arrive(0, 5, 3);
        d.step();
        d.arrive(1, 7, 2).arrive(2, 6, 2);
        assertThat(d.stepsToEnd()).containsExactly("1:7 2:6", "0:1 1:1 2:1", "0:1");
    }

    @Test
    void vllmV0CountsABatchOfPromptsAsPaddedToItsLongest() {
        SchedulerDriver d = new SchedulerDriver(v0(20, 8), PLENTY, 4);
        d.arrive(0, 3, 1).arrive(1, 10, 1).arrive(2, 1, 1).arrive(3, 6, 1);
        assertThat(d.step()).as("2 x 10 fit, 3 x 10 do not").isEqualTo("0:3 1:10");
        assertThat(d.step()).isEqualTo("2:1 3:6");
    }

    @Test
    void vllmV0HeedsTheWatermarkAndTheSequenceLimit() {
        SchedulerDriver d = new SchedulerDriver(v0(64, 2), new KvConfig(10, 4, 0.2, false), 1);
        d.arrive(0, 16, 2).arrive(1, 17, 2).arrive(2, 1, 2);
        assertThat(d.steps(3)).containsExactly("0:16", "0:1", "1:17 2:1");
        SchedulerDriver e = new SchedulerDriver(v0(64, 2), PLENTY, 4);
        assertThat(e.arrive(0, 1, 2).arrive(1, 1, 2).arrive(2, 1, 2).step()).isEqualTo("0:1 1:1");
        assertThat(e.step()).as("two are held").isEqualTo("0:1 1:1");
    }

    @Test
    void vllmV0PreemptsTheYoungestByRecompute() {
        SchedulerDriver d = new SchedulerDriver(v0(64, 4), 3, 4).arrive(0, 4, 3).arrive(1, 4, 3);
        assertThat(d.steps(2)).containsExactly("0:4 1:4", "0:1");
        assertThat(d.preempted()).containsExactly(1L);
        assertThat(d.stepsToEnd()).containsExactly("0:1", "1:5", "1:1");
    }

    @Test
    void vllmV0PreemptsTheOnlyIdleSequenceAndStartsItAgainAtTheNextCompletion() {
        SchedulerDriver d = new SchedulerDriver(v0(64, 4), new KvConfig(4, 4, 0, false), 2);
        d.arrive(0, 4, 9).start();
        d.arrive(1, 6, 9).start();
        d.complete();
        assertThat(d.start()).as("takes the last block").isEqualTo("0:1");
        d.complete();
        assertThat(d.start())
                .as("its own two blocks would do, but the other step is awaited")
                .isEmpty();
        assertThat(d.preempted()).containsExactly(1L);
        d.complete();
        assertThat(d.start()).isEqualTo("1:7");
    }

    @Test
    void vllmV0DecodesInOrderOfArrivalAndPreemptsFromTheEnd() {
        SchedulerDriver d = new SchedulerDriver(v0(64, 8), new KvConfig(6, 4, 0, false), 2);
        d.arrive(0, 4, 9);
        d.start();
        d.arrive(1, 4, 9).arrive(2, 4, 9);
        assertThat(d.start()).isEqualTo("1:4 2:4");
        d.complete();
        assertThat(d.start()).isEqualTo("0:1");
        d.complete();
        d.complete();
        assertThat(d.start()).as("1 and 2 came back before 0").isEqualTo("0:1 1:1 2:1");
        d.complete();
        assertThat(d.step()).as("all six blocks are held").isEqualTo("0:1 1:1");
        assertThat(d.preempted()).containsExactly(2L);
    }

    @Test
    void orcaReservesTheLongestSequenceAndMixesWholePromptsWithDecodes() {
        SchedulerDriver d =
                new SchedulerDriver(new Orca(8, 16), 11, 4).arrive(0, 9, 4).arrive(1, 10, 2);
        d.start();
        assertThat(d.scheduler.kvBlocksUsed()).as("two times 16 tokens").isEqualTo(8);
        d.complete();
        d.arrive(2, 12, 1);
        assertThat(d.step()).as("three blocks are not enough").isEqualTo("0:1 1:1");
        assertThat(d.step()).isEqualTo("0:1 2:12");
    }

    @Test
    void orcaNeverHoldsMoreSequencesThanAllowedHoweverManyStages() {
        SchedulerDriver d = new SchedulerDriver(new Orca(1, 16), new KvConfig(PLENTY, 4, 0, false), 3);
        assertThat(d.arrive(0, 9, 4).arrive(1, 10, 2).start()).isEqualTo("0:9");
        assertThat(d.start()).isEmpty();
    }

    @Test
    void fasterTransformerDrainsABatchBeforeItFormsTheNext() {
        SchedulerDriver d = new SchedulerDriver(new FasterTransformer(2, 16), PLENTY, 4);
        d.arrive(0, 3, 1).arrive(1, 4, 4).arrive(2, 5, 1).arrive(3, 2, 2);
        assertThat(d.stepsToEnd()).containsExactly("0:3 1:4", "1:1", "1:1", "1:1", "2:5 3:2", "3:1");
    }

    @Test
    void fasterTransformerFormsABatchPerStageAndKeepsThemApart() {
        SchedulerDriver d = new SchedulerDriver(new FasterTransformer(4, 16), new KvConfig(PLENTY, 4, 0, false), 2);
        for (int id = 0; id < 5; id++) {
            d.arrive(id, 2, 3);
        }
        assertThat(d.start()).isEqualTo("0:2 1:2");
        assertThat(d.start()).isEqualTo("2:2 3:2");
        d.complete();
        d.complete();
        assertThat(d.start()).isEqualTo("0:1 1:1");
        assertThat(d.start()).isEqualTo("2:1 3:1");
    }

    @Test
    void fasterTransformerKeepsTheBlocksOfCompleteRequestsUntilTheirBatchEnds() {
        SchedulerDriver d = new SchedulerDriver(new FasterTransformer(4, 16), new KvConfig(8, 4, 0, false), 2);
        d.arrive(0, 2, 1).arrive(1, 2, 2).arrive(2, 2, 1);
        assertThat(d.step()).isEqualTo("0:2 1:2");
        assertThat(d.scheduler.running()).as("0 is complete").isEqualTo(1);
        assertThat(d.start()).isEqualTo("1:1");
        assertThat(d.start()).as("0 still has its 4 blocks").isEmpty();
        d.complete();
        assertThat(d.scheduler.kvBlocksUsed()).isZero();
        assertThat(d.start()).isEqualTo("2:2");
    }

    @Test
    void fasterTransformerFreesTheBlocksOfABatchThatIsCancelled() {
        SchedulerDriver d = new SchedulerDriver(new FasterTransformer(4, 16), new KvConfig(8, 4, 0, false), 2);
        d.arrive(0, 2, 1).arrive(1, 2, 3).step();
        d.cancel(1);
        assertThat(d.scheduler.kvBlocksUsed()).isZero();
    }

    @Test
    void lightLlmAdmitsByPredictedPeak() {
        // 0: 4 + 6 tokens, 1: 5 + 2 tokens. Left 4 and 0, used 5 and 6, most left first:
        // max(4 * 1 + 5, 0 * 2 + 5 + 6) = 11, which must be below the capacity.
        SchedulerDriver tight = new SchedulerDriver(new LightLlm(64, 8), 11, 1);
        assertThat(tight.arrive(0, 4, 6).arrive(1, 5, 2).step()).isEqualTo("0:4");
        SchedulerDriver enough = new SchedulerDriver(new LightLlm(64, 8), 12, 1);
        assertThat(enough.arrive(0, 4, 6).arrive(1, 5, 2).step()).isEqualTo("0:4 1:5");
    }

    @Test
    void lightLlmsPeakMayLieInTheMiddle() {
        // 0: used 3, left 10; 1: used 3, left 8; 2: used 2, left 0.
        // max(10 * 1 + 3, 8 * 2 + 6, 0 * 3 + 8) = 22
        for (int capacity : new int[] {22, 23}) {
            SchedulerDriver d = new SchedulerDriver(new LightLlm(64, 8), capacity, 1);
            d.arrive(0, 2, 12).arrive(1, 2, 10).arrive(2, 1, 2);
            assertThat(d.step()).isEqualTo(capacity == 22 ? "0:2" : "0:2 1:2 2:1");
        }
    }

    @Test
    void lightLlmAdmitsAtMostEveryEleventhRound() {
        SchedulerDriver d = new SchedulerDriver(new LightLlm(64, 8), PLENTY, 1).arrive(0, 4, 40);
        d.step();
        d.arrive(1, 5, 2);
        assertThat(d.steps(10)).containsOnly("0:1");
        assertThat(d.steps(2)).containsExactly("1:5", "0:1 1:1");
    }

    @Test
    void lightLlmCountsRoundsAnewFromEveryAdmission() {
        SchedulerDriver d = new SchedulerDriver(new LightLlm(64, 8), PLENTY, 1).arrive(0, 4, 4);
        assertThat(d.stepsToEnd()).hasSize(4);
        d.arrive(1, 3, 40).step();
        d.arrive(2, 5, 2);
        assertThat(d.steps(10)).containsOnly("1:1");
        assertThat(d.step()).isEqualTo("2:5");
    }

    @Test
    void lightLlmsPeakCountsWhoRuns() {
        // After ten decodes 0 has used 15 and has 8 left; 1 would use 4 and have 10 left.
        // max(10 * 1 + 4, 8 * 2 + 4 + 15) = 35
        for (int capacity : new int[] {35, 36}) {
            SchedulerDriver d = new SchedulerDriver(new LightLlm(64, 8), capacity, 1).arrive(0, 4, 20);
            d.step();
            d.arrive(1, 3, 12);
            assertThat(d.steps(10)).containsOnly("0:1");
            assertThat(d.step()).isEqualTo(capacity == 35 ? "0:1" : "1:3");
        }
    }

    @Test
    void stagesShareTheSequenceLimitOfVllmV0AndOrca() {
        for (SchedulerConfig config : List.of(v0(64, 4), new Orca(4, 16))) {
            SchedulerDriver d = new SchedulerDriver(config, new KvConfig(PLENTY, 4, 0, false), 2);
            d.arrive(0, 1, 9).arrive(1, 1, 9).arrive(2, 1, 9).arrive(3, 1, 9).arrive(4, 1, 9);
            assertThat(List.of(d.start(), d.start(), d.start())).containsExactly("0:1 1:1", "2:1 3:1", "");
            d.complete();
            d.complete();
            assertThat(List.of(d.start(), d.start(), d.start())).containsExactly("0:1 1:1", "2:1 3:1", "");
        }
    }

    @Test
    void lightLlmLimitsThePromptTokensOfABatch() {
        SchedulerDriver d = new SchedulerDriver(new LightLlm(10, 8), PLENTY, 1);
        assertThat(d.arrive(0, 4, 2).arrive(1, 6, 2).arrive(2, 1, 2).step()).isEqualTo("0:4 1:6");
    }

    @Test
    void lightLlmNeedsBlocksOfOneTokenAndOneStage() {
        assertThatThrownBy(() -> new IterationScheduler(new LightLlm(10, 8), new KvConfig(9, 2, 0, false), 1))
                .hasMessageContaining("block_tokens 1");
        assertThatThrownBy(() -> new IterationScheduler(new LightLlm(10, 8), new KvConfig(9, 1, 0, false), 2))
                .hasMessageContaining("pipeline_parallel 1");
    }
}
