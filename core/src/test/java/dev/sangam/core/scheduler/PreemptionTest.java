package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.kv.KvCache;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.core.request.BlockHashes;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.request.Request;
import dev.sangam.core.request.Slo;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import org.junit.jupiter.api.Test;

/** Prompts are computed in chunks of 8 tokens, a step takes a nanosecond, and the KV cache has 10 blocks of 4 tokens. */
class PreemptionTest {
    private static final QosClass SOON = new QosClass("soon", new Slo.Interactive(100, 100));
    private static final QosClass LATER = new QosClass("later", new Slo.NonInteractive(10_000));
    private static final KvSwap FREE = new KvSwap(100, 0, 0);

    private static SchedulerDriver driver(KvSwap swap, boolean prefixCaching) {
        return new SchedulerDriver(
                Niyama.baseline(PrefillOrder.EDF, 8, 8), new KvConfig(10, 4, 0, prefixCaching, swap), 1);
    }

    private static Request request(long id, int prompt, int output, QosClass qos, long... hashes) {
        return new Request(id, id, prompt, output, BlockHashes.of(hashes), qos, 0, "t");
    }

    /** Begins a long prompt and displaces it by an urgent one. */
    private static SchedulerDriver displaced(KvSwap swap) {
        SchedulerDriver d = driver(swap, false);
        d.arrive(request(1, 32, 1, LATER), 1);
        assertThat(d.step()).isEqualTo("1:8");
        d.arrive(request(2, 16, 1, SOON), 1);
        assertThat(d.start()).isEqualTo("2:8");
        assertThat(d.preempted()).containsExactly(1L);
        d.complete();
        return d;
    }

    @Test
    void aPromptGoesOnWhereItStoodWhenItsKvIsSaved() {
        SchedulerDriver d = displaced(FREE);

        assertThat(d.saved()).containsExactly(1L);
        assertThat(d.sequence(1).saved()).isEqualTo(8);
        assertThat(d.stepsToEnd()).containsExactly("2:8", "1:8", "1:8", "1:8");
        assertThat(d.finished()).containsExactly(2L, 1L);
    }

    @Test
    void aPromptStartsAgainWhereCopyingTakesLonger() {
        SchedulerDriver d = displaced(new KvSwap(100, 1, 0));

        assertThat(d.saved()).isEmpty();
        assertThat(d.stepsToEnd()).containsExactly("2:8", "1:8", "1:8", "1:8", "1:8");
    }

    @Test
    void whatDoesNotFitHostMemoryIsComputedAgain() {
        assertThat(displaced(new KvSwap(8, 0, 0)).saved()).containsExactly(1L);
        assertThat(displaced(new KvSwap(7, 0, 0)).saved()).isEmpty();
    }

    @Test
    void anOutputGoesOnWithItsNextToken() {
        SchedulerDriver d = driver(FREE, false);
        d.arrive(request(1, 16, 9, LATER), 9);
        d.arrive(request(2, 16, 9, SOON), 9);
        assertThat(d.steps(4)).containsExactly("2:8", "2:8", "2:1 1:7", "2:1 1:7");
        assertThat(d.steps(2)).containsExactly("2:1 1:2", "2:1 1:1");

        assertThat(d.start()).isEqualTo("2:1");
        d.complete();

        assertThat(d.saved()).containsExactly(1L);
        assertThat(d.sequence(1).prefilling()).isFalse();
        assertThat(d.stepsToEnd()).last().isEqualTo("1:1");
        assertThat(d.finished()).containsExactly(2L, 1L);
    }

    @Test
    void aStepSaysWhatIsRestoredForIt() {
        SchedulerDriver d = displaced(FREE);
        d.step();

        Step step = d.scheduler.next(100);

        assertThat(step.sequence(0).request().id()).isEqualTo(1);
        assertThat(step.restored(0)).isEqualTo(8);
        assertThat(step.context(0)).isEqualTo(8);
        assertThat(step.shape().restoredTokens()).isEqualTo(8);
        assertThat(step.sequence(0).saved()).isZero();
    }

    @Test
    void memoryIsGivenBackWhenAClientGoesAway() {
        SchedulerDriver d = displaced(FREE);
        assertThat(d.scheduler.queues.savedTokens()).isEqualTo(8);

        d.cancel(1);

        assertThat(d.scheduler.queues.savedTokens()).isZero();
        assertThat(d.stepsToEnd()).containsExactly("2:8");
    }

    @Test
    void whatOthersHoldNeedNotBeSaved() {
        KvSwap swap = new KvSwap(100, 3, 2);
        KvCache kv = new KvCache(new KvConfig(10, 4, 0, true, swap));
        Queues queues = new Queues(kv, new WaitingQueue.FirstCome(), RestartRule.FROM_KNOWN);
        Preemption preemption = new Preemption(swap, queues, new Pace(10), new SlackCredit());
        Sequence s = new Sequence(request(1, 12, 1, SOON, 10, 20, 30));
        Sequence other = new Sequence(request(2, 12, 1, SOON, 10, 20, 31));
        queues.admit(s, 0, 3).reuse(12);
        kv.publish(s.blocks, 12);

        queues.admit(other, kv.cachedBlocks(other.blocks, 12), 3);
        Step shared = new Step();
        preemption.preempt(s, shared);
        assertThat(shared.saved())
                .as("copies of 12 tokens, 60 ns, or 4 tokens again, 40 ns")
                .isEmpty();

        queues.release(other);
        queues.admit(s, 0, 3).reuse(12);
        Step alone = new Step();
        preemption.preempt(s, alone);
        assertThat(alone.saved())
                .as("copies of 12 tokens, 60 ns, or 12 tokens again, 120 ns")
                .hasSize(1);
        assertThat(alone.preempted()).isEqualTo(alone.saved());
    }

    @Test
    void whatWasRestoredIsReusedByOthers() {
        SchedulerDriver d = driver(FREE, true);
        d.arrive(request(1, 32, 1, LATER, 10, 20, 30, 40, 50, 60, 70, 80), 1);
        d.step();
        d.arrive(request(2, 36, 1, SOON), 1);
        d.steps(5);
        assertThat(d.stepsToEnd()).containsExactly("1:8", "1:8", "1:8");

        d.arrive(request(3, 12, 1, LATER, 10, 20, 30), 1);

        assertThat(d.step()).as("8 of 12 tokens are there").isEqualTo("3:4");
    }
}
