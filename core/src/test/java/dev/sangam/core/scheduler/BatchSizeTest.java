package dev.sangam.core.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.kv.KvCache;
import dev.sangam.core.kv.KvConfig;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
    private static final int MAX = 2560;
    /** Fixed costs, and as much for every token: the larger the better. */
    private static final BatchTimeModel GPU = (shape, last) -> 10_000 + 100.0 * shape.tokens();
    /** Every token attends to all that the cache holds: 100 nanoseconds, of which a held token makes one. */
    private static final BatchTimeModel CPU = (shape, last) -> 10_000 + shape.tokens() * (100.0 + shape.heldTokens());

    private static BatchSize of(BatchTimeModel model, int maxSequences, int blocks) {
        Margin none = new Margin.Fixed(1);
        return new BatchSize(
                SchedulerConfig.Niyama.of(new ChunkRule.Dynamic(16, MAX, 1, none), maxSequences),
                new KvCache(new KvConfig(blocks, 16, 0, false)),
                1,
                new StepTimes(model, 1, none));
    }

    private static int afterSome(BatchSize size, int prompt, int output) {
        Sequence s = Prompts.sequence(Prompts.request(0, 0, prompt, output, Prompts.ttft(1000)));
        step(s, prompt);
        while (s.emitted() < output) {
            step(s, 1);
        }
        for (int i = 1; i < BatchSize.EVERY; i++) {
            assertThat(size.finished(s)).as("nothing is known yet").isEqualTo(MAX);
        }
        return size.finished(s);
    }

    private static void step(Sequence s, int tokens) {
        s.begin(tokens, true);
        s.end(tokens, true, false);
    }

    @Test
    void isTheLargestWhereTokensOnlyShareFixedCosts() {
        assertThat(afterSome(of(GPU, 10_000, 100_000), 100, 20)).isGreaterThan(MAX * 3 / 4);
    }

    @Test
    void isNoLargerThanTheStreamsThatTheMachineHolds() {
        assertThat(afterSome(of(GPU, 16, 100_000), 100, 25))
                .as("a fifth decodes")
                .isBetween(60, 80);
        assertThat(afterSome(of(GPU, 10_000, 100), 100, 25))
                .as("14 streams of 112 tokens")
                .isBetween(50, 75);
    }

    @Test
    void isWhereFixedCostsAndTheCostOfMoreStreamsBalance() {
        // With size n, n / 5 streams hold 112.5 tokens each: 10,000 / n + 22.5 n is least at 21.
        assertThat(afterSome(of(CPU, 10_000, 100_000), 100, 25)).isIn(16, 24);
        assertThat(afterSome(of(CPU, 10_000, 100_000), 1000, 1))
                .as("hardly any streams")
                .isGreaterThan(64);
    }
}
