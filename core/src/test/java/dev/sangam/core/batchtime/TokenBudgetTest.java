package dev.sangam.core.batchtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.batchtime.TokenBudget.Load;
import org.junit.jupiter.api.Test;

final class TokenBudgetTest {
    private static final BatchTimeModel AFFINE =
            (shape, last) -> 10e6 + 2e6 * shape.tokens() + 1e3 * shape.prefillProducts();

    @Test
    void theChunkFillsTheTimeThatDecodesLeave() {
        BatchShape batch = new BatchShape();
        for (int i = 0; i < 5; i++) {
            batch.addDecode(100);
        }
        assertThat(TokenBudget.largestChunk(AFFINE, batch, 0, 100e6, 512)).isEqualTo(40);
        assertThat(TokenBudget.largestChunk(AFFINE, batch, 1000, 100e6, 512)).isEqualTo(26);
        assertThat(TokenBudget.largestChunk(AFFINE, batch, 0, 100e6, 30)).isEqualTo(30);
        assertThat(TokenBudget.largestChunk(AFFINE, batch, 0, 20e6, 512)).isZero();
        assertThat(batch.tokens()).isEqualTo(5);
        assertThat(batch.outputs()).isEqualTo(5);
    }

    @Test
    void aBudgetCountsDecodesAndLeavesPromptsAToken() {
        assertThat(TokenBudget.tokens(AFFINE, new Load(5, 1), 100e6, 512)).isEqualTo(44);
        assertThat(TokenBudget.tokens(AFFINE, new Load(5, 1), 1e6, 512)).isEqualTo(6);
        assertThat(TokenBudget.tokens(AFFINE, new Load(0, 1), 1e12, 512)).isEqualTo(512);
    }

    @Test
    void oneTokenMoreWouldNotFit() {
        Seeds.each(50, TokenBudgetTest.class, random -> {
            BatchShape batch = new BatchShape();
            for (int i = random.nextInt(20); i > 0; i--) {
                batch.addDecode(1 + random.nextInt(1000));
            }
            int context = random.nextInt(4000);
            double limit = 10e6 + 500e6 * random.nextDouble();
            int chunk = TokenBudget.largestChunk(AFFINE, batch, context, limit, 2048);
            assertThat(chunk == 0 || nanos(batch, context, chunk) <= limit).isTrue();
            assertThat(chunk == 2048 || nanos(batch, context, chunk + 1) > limit)
                    .isTrue();
        });
    }

    private static double nanos(BatchShape batch, int context, int chunk) {
        batch.addPrefill(context, chunk);
        double nanos = AFFINE.stageNanos(batch, true);
        batch.removePrefill(context, chunk);
        return nanos;
    }
}
