package dev.sangam.serve.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.serve.engine.SamplingParams;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Draws by the thousand, held against the exact distribution with a chi-square test. */
final class SamplerDistributionTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_261_123L);
    private static final int DRAWS = 20_000;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void drawsFollowTheSoftmax() {
        for (int round = 0; round < 10; round++) {
            float[] logits = logits(2 + random.nextInt(40));
            assertFits(logits, neutral().temperature(0.2 + 1.8 * random.nextDouble()));
        }
    }

    @Test
    void drawsFollowTopK() {
        for (int k = 1; k <= 12; k++) {
            assertFits(logits(10), neutral().topK(k));
        }
    }

    @Test
    void drawsFollowTopP() {
        for (double p : new double[] {1e-9, 0.1, 0.5, 0.8, 0.95, 0.999}) {
            assertFits(logits(30), neutral().topP(p));
        }
    }

    @Test
    void drawsFollowMinP() {
        for (double p : new double[] {0.01, 0.1, 0.5, 1}) {
            assertFits(logits(30), neutral().minP(p));
        }
    }

    @Test
    void drawsFollowAnyMixOfParameters() {
        for (int round = 0; round < 40; round++) {
            float[] logits = logits(3 + random.nextInt(60));
            Params params = neutral().temperature(0.1 + 1.9 * random.nextDouble());
            params.topK(random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(logits.length));
            params.topP(random.nextInt(3) == 0 ? 1 : 1 - random.nextDouble() * 0.9);
            params.minP(random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.5);
            assertFits(logits, params);
        }
    }

    @Test
    void equalLogitsAreCutByAscendingId() {
        float[] logits = new float[20];
        double[] exact = ExactDistribution.of(logits, neutral().topK(4).build());
        assertThat(exact).startsWith(0.25, 0.25, 0.25, 0.25, 0.0);
        assertFits(logits, neutral().topK(4));
        assertFits(logits, neutral().topP(0.33));
    }

    @Test
    void aConstraintWithoutTruncationIsTheSameAsMaskingFirst() {
        for (int round = 0; round < 10; round++) {
            float[] logits = logits(3 + random.nextInt(20));
            AllowedSet allowed = new AllowedSet(someTokens(logits.length));
            SamplingParams params = neutral().temperature(0.8).build();
            double[] maskedFirst = ExactDistribution.of(allowed.mask(logits, logits.length), params);
            assertFits(logits, params, allowed, maskedFirst);
        }
    }

    @Test
    void aConstraintWithTruncationMixesWhatTheFirstDrawAllowsWithTheMaskedVocabulary() {
        for (int round = 0; round < 20; round++) {
            float[] logits = logits(3 + random.nextInt(20));
            AllowedSet allowed = new AllowedSet(someTokens(logits.length));
            Params mixed = neutral().topK(1 + random.nextInt(6)).topP(0.4 + 0.6 * random.nextDouble());
            SamplingParams params = mixed.minP(0.1 * random.nextDouble()).build();
            double[] first = ExactDistribution.of(logits, params);
            double[] second = ExactDistribution.of(allowed.mask(logits, logits.length), params);
            double refused = 0;
            for (int i = 0; i < first.length; i++) {
                refused += allowed.allows(i) ? 0 : first[i];
            }
            double[] mixture = new double[first.length];
            for (int i = 0; i < first.length; i++) {
                mixture[i] = (allowed.allows(i) ? first[i] : 0) + refused * second[i];
            }
            assertFits(logits, params, allowed, mixture);
        }
    }

    private Params neutral() {
        return Params.neutral().seed(random.nextLong());
    }

    private float[] logits(int size) {
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = (float) random.nextDouble(-3, 3);
        }
        return logits;
    }

    private Set<Integer> someTokens(int size) {
        Set<Integer> tokens = new TreeSet<>();
        tokens.add(random.nextInt(size));
        for (int i = 0; i < size; i++) {
            if (random.nextInt(3) == 0) {
                tokens.add(i);
            }
        }
        return tokens;
    }

    private void assertFits(float[] logits, Params params) {
        assertFits(logits, params.build(), null, ExactDistribution.of(logits, params.build()));
    }

    private void assertFits(
            float[] logits, SamplingParams params, @Nullable TokenConstraint constraint, double[] exact) {
        Sampler sampler = new Sampler(params, new int[0], constraint, new SamplingBuffers(logits.length));
        int[] counts = new int[logits.length];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.next(logits)]++;
        }
        assertThat(ExactDistribution.fits(counts, exact))
                .as(
                        "seed %d, %s, logits %s: drawn %s, exact %s",
                        SEED, params, Arrays.toString(logits), Arrays.toString(counts), Arrays.toString(exact))
                .isTrue();
    }
}
