package dev.sangam.serve.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TokenCountsTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_261_123L);

    @Test
    void penaltiesAreThoseOfAPlainCountHoweverManyTokensThereAre() {
        SplittableRandom random = new SplittableRandom(SEED);
        TokenCounts counts = new TokenCounts();
        boolean[] seen = new boolean[5_000];
        int[] emitted = new int[5_000];
        for (int i = 0; i < 20_000; i++) {
            // Squared, so that few tokens are frequent and many are rare.
            int token = (int) (seen.length * random.nextDouble() * random.nextDouble());
            seen[token] = true;
            if (random.nextBoolean()) {
                counts.seen(token);
            } else {
                counts.emitted(token);
                emitted[token]++;
            }
        }
        float[] logits = new float[seen.length];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = i % 2 == 0 ? 8 : -8;
        }
        counts.penalise(logits, 2, 0.25, 0.5);
        for (int i = 0; i < logits.length; i++) {
            float logit = i % 2 == 0 ? 8 : -8;
            float repeated = logit > 0 ? logit / 2 : logit * 2;
            float expected = seen[i] ? repeated - 0.25f * emitted[i] - (emitted[i] > 0 ? 0.5f : 0) : logit;
            assertThat(logits[i]).as("seed %d, token %d", SEED, i).isEqualTo(expected);
        }
    }
}
