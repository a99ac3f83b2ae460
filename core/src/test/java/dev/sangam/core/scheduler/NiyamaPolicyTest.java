package dev.sangam.core.scheduler;

import static dev.sangam.core.scheduler.Prompts.MS;
import static dev.sangam.core.scheduler.Prompts.NOTHING;
import static dev.sangam.core.scheduler.Prompts.request;
import static dev.sangam.core.scheduler.Prompts.ttft;
import static dev.sangam.core.scheduler.Prompts.ttlt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.metric.FluidityIndex;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NiyamaPolicyTest {
    private static final KvConfig PLENTY = new KvConfig(10_000, 4, 0, false);
    /** A millisecond per token. */
    private static final BatchTimeModel TOKENS = (shape, lastStage) -> MS * shape.tokens();

    private static final int FAR = 1_000_000;

    private static Niyama fixed(PrefillOrder order, int budget, boolean preemption, boolean relegation) {
        ChunkRule chunks = new ChunkRule.Fixed(budget);
        return new Niyama(order, 0, chunks, preemption, relegation, OutputLengths.HISTORY, false, 64);
    }

    private static SchedulerDriver driver(Niyama config, KvConfig kv) {
        return new SchedulerDriver(config, kv, 1, TOKENS);
    }

    private static SchedulerDriver edf(int budget, int blocks) {
        return driver(fixed(PrefillOrder.EDF, budget, true, true), new KvConfig(blocks, 4, 0, false));
    }

    @Test
    void anUrgentNewcomerGoesBeforeAPromptThatWasBegun() {
        SchedulerDriver d = edf(8, 1000);
        d.arrive(request(0, 0, 20, 2, ttlt(FAR)), 2);
        assertThat(d.step()).isEqualTo("0:8");
        d.arrive(request(1, d.now(), 4, 2, ttft(1000)), 2);
        assertThat(d.steps(3)).containsExactly("1:4 0:4", "1:1 0:7", "0:1");
        assertThat(d.preempted()).as("it kept its KV blocks").isEmpty();
    }

    @Test
    void withoutPreemptionAPromptThatWasBegunGoesOn() {
        SchedulerDriver d = driver(fixed(PrefillOrder.EDF, 8, false, true), PLENTY);
        d.arrive(request(0, 0, 20, 2, ttlt(FAR)), 2);
        d.step();
        d.arrive(request(1, d.now(), 4, 2, ttft(1000)), 2);
        assertThat(d.steps(2)).containsExactly("0:8", "0:4 1:4");
    }

    @Test
    void anUrgentNewcomerTakesTheKvBlocksOfABegunPromptThatCanWait() {
        SchedulerDriver d = edf(8, 7);
        d.arrive(request(0, 0, 20, 2, ttlt(FAR)), 2);
        d.step();
        d.arrive(request(1, d.now(), 16, 2, ttft(1000)), 2);
        assertThat(d.step()).isEqualTo("1:8");
        assertThat(d.preempted()).containsExactly(0L);
        assertThat(d.stepsToEnd()).contains("0:8", "0:4");
        assertThat(d.finished()).containsExactly(1L, 0L);
    }

    @Test
    void anUrgentNewcomerNeverTakesTheKvBlocksOfADecode() {
        SchedulerDriver d = edf(20, 7);
        d.arrive(request(0, 0, 16, 4, ttlt(FAR)), 4);
        d.step();
        d.arrive(request(1, d.now(), 16, 2, ttft(1000)), 2);
        assertThat(d.steps(3)).containsExactly("0:1", "0:1", "0:1");
        assertThat(d.preempted()).isEmpty();
        assertThat(d.step()).isEqualTo("1:16");
    }

    @Test
    void nobodyIsDisplacedInVain() {
        SchedulerDriver d = edf(20, 10);
        d.arrive(request(0, 0, 16, 9, ttlt(FAR)), 9);
        d.step();
        d.arrive(request(1, d.now(), 20, 2, ttlt(FAR)), 2);
        assertThat(d.step()).as("5 blocks of 10 are for the first").isEqualTo("0:1 1:19");
        d.arrive(request(2, d.now(), 24, 2, ttft(1000)), 2);
        assertThat(d.step()).as("24 tokens would not fit beside the decode").isEqualTo("0:1 1:1");
        assertThat(d.preempted()).isEmpty();
    }

    @Test
    void anUrgentNewcomerTakesTheSlotOfABegunPromptThatCanWait() {
        Niyama one =
                new Niyama(PrefillOrder.EDF, 0, new ChunkRule.Fixed(8), true, true, OutputLengths.HISTORY, false, 1);
        SchedulerDriver d = driver(one, PLENTY);
        d.arrive(request(0, 0, 20, 2, ttlt(FAR)), 2);
        d.step();
        d.arrive(request(1, d.now(), 8, 2, ttft(1000)), 2);
        assertThat(d.step()).isEqualTo("1:8");
        assertThat(d.preempted()).containsExactly(0L);
    }

    @Test
    void inOverloadTheUnimportantGiveWay() {
        SchedulerDriver d = driver(fixed(PrefillOrder.FCFS, 50, true, true), PLENTY);
        d.arrive(request(0, 0, 100, 1, 1, ttft(150)), 1);
        d.arrive(request(1, 1, 100, 1, 0, ttft(150)), 1);
        assertThat(d.steps(4)).containsExactly("1:50", "1:50", "0:50", "0:50");
        assertThat(d.relegated()).containsExactly(0L);
    }

    @Test
    void whoIsRelegatedIsReinstatedWhenLoadDrops() {
        SchedulerDriver d = driver(fixed(PrefillOrder.FCFS, 50, true, true), PLENTY);
        d.arrive(request(0, 0, 1000, 1, 1, ttft(2000)), 1);
        d.arrive(request(1, 1, 1500, 1, 0, ttft(2000)), 1);
        d.step();
        assertThat(d.relegated()).containsExactly(0L);
        assertThat(d.scheduler.qos().relegated()).isEqualTo(1);
        d.cancel(1);
        d.steps(4);
        assertThat(d.relegated()).isEmpty();
        assertThat(d.scheduler.qos().relegated()).isZero();
        d.stepsToEnd();
        assertThat(d.now()).as("in time").isLessThan(2000 * MS);
    }

    @Test
    void withoutRelegationNobodyGivesWay() {
        SchedulerDriver d = driver(fixed(PrefillOrder.FCFS, 50, true, false), PLENTY);
        d.arrive(request(0, 0, 100, 1, 1, ttft(150)), 1);
        d.arrive(request(1, 1, 100, 1, 0, ttft(150)), 1);
        assertThat(d.stepsToEnd()).containsExactly("0:50", "0:50", "1:50", "1:50");
        assertThat(d.relegated()).isEmpty();
    }

    @Test
    void whoWasPromisedNothingIsServedInSlackByArrival() {
        SchedulerDriver d = edf(8, 1000);
        d.arrive(request(0, 0, 20, 1, NOTHING), 1);
        d.arrive(request(1, 1, 2, 1, NOTHING), 1);
        d.arrive(request(2, 2, 12, 1, ttft(1000)), 1);
        assertThat(d.stepsToEnd()).containsExactly("2:8", "2:4 0:4", "0:8", "0:8", "1:2");
        assertThat(d.relegated()).as("nothing was promised, nothing is broken").isEmpty();
    }

    @Test
    void inSlackNobodyIsAdmittedPastAnUrgentOneThatDoesNotFit() {
        SchedulerDriver d = edf(64, 10);
        d.arrive(request(0, 0, 16, 9, ttft(1000)), 9);
        d.step();
        d.arrive(request(1, d.now(), 28, 2, ttft(1000)), 2);
        d.arrive(request(2, d.now(), 8, 9, NOTHING), 9);
        assertThat(d.steps(2)).as("2 would fit, and then keep 1 waiting").containsExactly("0:1", "0:1");
        assertThat(d.stepsToEnd()).contains("1:28 2:8");
    }

    @Test
    void oneTokenOfTwentyGoesToTheRelegatedWhateverIsUrgent() {
        SchedulerDriver d = driver(
                new Niyama(
                        PrefillOrder.EDF,
                        0,
                        new ChunkRule.Dynamic(1, 40, 1, new Margin.Fixed(1)),
                        true,
                        true,
                        OutputLengths.HISTORY,
                        false,
                        64),
                PLENTY);
        d.arrive(request(0, 0, 50, 1, NOTHING), 1);
        long urgent = 0;
        for (long id = 1; d.finished().isEmpty() || !d.finished().contains(0L); id++) {
            d.arrive(request(id, d.now(), 40, 1, ttft(FAR)), 1);
            urgent += d.step().contains(" 0:") || id < 4 ? 38 : 40;
            assertThat(urgent).isLessThan(20 * 50 + 200);
        }
        assertThat(urgent).as("but not much more").isGreaterThan(20 * 45);
    }

    @Test
    void aPerfectModelMakesNoTokenLate() {
        Seeds.each(20, getClass(), random -> {
            BatchTimeModel model = (shape, last) -> 10 * MS + MS / 10 * shape.tokens() + shape.prefillContext() * 10;
            ChunkRule chunks = new ChunkRule.Dynamic(1, 2048, 1, new Margin.Fixed(1));
            SchedulerDriver d = new SchedulerDriver(Niyama.of(chunks, 64), PLENTY, 1, model);
            Slo slo = new Slo.Interactive(1000 * MS, 30 * MS);
            int streams = random.nextInt(1, 20);
            for (int id = 0; id < streams; id++) {
                int output = random.nextInt(2, 80);
                d.arrive(request(id, 0, random.nextInt(1, 200), output, slo), output);
            }
            d.arrive(request(99, 0, 30_000, 1, NOTHING), 1);
            Map<Long, List<Long>> times = new HashMap<>();
            int tokens = 0;
            while (!d.finished().contains(99L)) {
                String step = d.step();
                tokens += step.isEmpty() ? 1 : 0;
                assertThat(tokens).isZero();
                for (String item : step.split(" ", -1)) {
                    long id = Long.parseLong(item.substring(0, item.indexOf(':')));
                    boolean emitted = d.finished().contains(id)
                            || d.sequence(id).emitted()
                                    > times.getOrDefault(id, List.of()).size();
                    if (emitted && id != 99) {
                        times.computeIfAbsent(id, i -> new ArrayList<>()).add(d.now());
                    }
                }
            }
            assertThat(times).hasSize(streams);
            times.forEach((id, t) -> {
                long[] at = t.stream().mapToLong(Long::longValue).toArray();
                assertThat(FluidityIndex.score(at, 0, 1000 * MS, 30 * MS).missed())
                        .as("late tokens of stream %d", id)
                        .isZero();
            });
        });
    }

    @Test
    void thePredictedWaitCountsWhoComesBefore() {
        SchedulerDriver d = edf(50, 1000);
        Request asked = request(9, 0, 100, 1, ttft(5000));
        assertThat(d.scheduler.predictedWait(asked, 0)).hasValue(100 * MS);
        d.arrive(request(0, 0, 300, 1, ttft(4000)), 1);
        d.arrive(request(1, 0, 300, 1, ttft(6000)), 1);
        assertThat(d.scheduler.predictedWait(asked, 0).orElseThrow())
                .as("who is due later waits, and more will come that is due earlier")
                .isBetween(400 * MS, 690 * MS);
    }

    @Test
    void whoMustPredictNeedsAModel() {
        Niyama config = fixed(PrefillOrder.EDF, 8, true, true);
        assertThatThrownBy(() -> new IterationScheduler(config, PLENTY, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch-time model");
    }

    @Test
    void aPrefixInTheCacheIsNotComputedAgain() {
        KvConfig caching = new KvConfig(1000, 4, 0, true);
        SchedulerDriver d = driver(fixed(PrefillOrder.SRPF, 64, true, true), caching);
        long[] hashes = {1, 2, 3, 4};
        d.arrive(0, 17, 1, 0, hashes).stepsToEnd();
        d.arrive(new Request(1, d.now(), 18, 1, BlockHashes.NONE, Prompts.CHAT, 0, "t"), 1);
        d.arrive(new Request(2, d.now(), 24, 1, BlockHashes.of(hashes), Prompts.CHAT, 0, "t"), 1);
        assertThat(d.step()).as("8 tokens are less than 18").isEqualTo("2:8 1:18");
    }
}
