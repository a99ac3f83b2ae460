package dev.sangam.measure.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.Seeds;
import dev.sangam.measure.fidelity.TokenComparison.Tail;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Against an implementation that shares nothing with the one tested: probabilities first, then logarithms of their ratios. */
final class TokenComparisonTest {
    private static final Offset<Double> NEAR = Offset.offset(1e-9);
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private final TokenComparison comparison = new TokenComparison(Tail.WHOLE);

    private static double[] logits(RandomGenerator random, int size, double scale) {
        double shift = random.nextGaussian() * 20;
        return random.doubles(size, -scale, scale).map(x -> x + shift).toArray();
    }

    private static double[] probabilities(double[] logits) {
        double max = Arrays.stream(logits).max().orElseThrow();
        BigDecimal sum = BigDecimal.ZERO;
        for (double logit : logits) {
            sum = sum.add(new BigDecimal(Math.exp(logit - max)));
        }
        double whole = sum.doubleValue();
        return Arrays.stream(logits).map(l -> Math.exp(l - max) / whole).toArray();
    }

    private static TokenPair naive(double[] base, double[] candidate, int target, double floor) {
        double[] p = probabilities(base);
        double[] q = probabilities(candidate);
        BigDecimal kl = BigDecimal.ZERO;
        int topP = 0;
        int topQ = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > Math.exp(floor)) {
                kl = kl.add(new BigDecimal(p[i] * Math.log(p[i] / q[i])));
            }
            topP = base[i] > base[topP] ? i : topP;
            topQ = candidate[i] > candidate[topQ] ? i : topQ;
        }
        return new TokenPair(kl.doubleValue(), Math.log(p[target]), Math.log(q[target]), topP == topQ);
    }

    private static void same(TokenPair found, TokenPair expected) {
        assertThat(found.klDivergence()).isCloseTo(expected.klDivergence(), NEAR);
        assertThat(found.baseLogProbability()).isCloseTo(expected.baseLogProbability(), NEAR);
        assertThat(found.candidateLogProbability()).isCloseTo(expected.candidateLogProbability(), NEAR);
        assertThat(found.sameTop()).isEqualTo(expected.sameTop());
    }

    @Test
    void constructedLogitsGiveTheDefinitionToNineDigits() {
        Seeds.each(200, TokenComparisonTest.class, random -> {
            int size = random.nextInt(2, 3000);
            double[] base = logits(random, size, random.nextDouble(0.1, 12));
            double[] candidate =
                    Arrays.stream(base).map(x -> x + random.nextGaussian()).toArray();
            int target = random.nextInt(size);

            same(comparison.pair(base, candidate, target), naive(base, candidate, target, NEVER));
            same(new TokenComparison(Tail.FLOORED).pair(base, candidate, target), naive(base, candidate, target, -16));
        });
    }

    @Test
    void aVocabularyOf128ThousandGivesTheDefinitionToNineDigits() {
        RandomGenerator random = Seeds.random(1);
        double[] base = logits(random, 128_256, 14);
        double[] candidate =
                Arrays.stream(base).map(x -> x + random.nextGaussian() * 0.05).toArray();

        same(comparison.pair(base, candidate, 77), naive(base, candidate, 77, NEVER));
    }

    @Test
    void floatsAreComparedInDoublePrecision() {
        float[] base = {1.1f, 0.3f, -2.7f};
        float[] candidate = {0.9f, 0.5f, -2.5f};

        same(comparison.pair(base, candidate, 1), naive(wide(base), wide(candidate), 1, NEVER));
        assertThat(comparison.baseTop()).isZero();
    }

    private static double[] wide(float[] row) {
        double[] wide = new double[row.length];
        for (int i = 0; i < row.length; i++) {
            wide[i] = row[i];
        }
        return wide;
    }

    @Test
    void rowsAreReusedForShorterOnes() {
        comparison.pair(new float[] {1, 2, 3, 90}, new float[] {1, 2, 3, 90}, 0);

        assertThat(comparison.pair(new float[] {1, 2}, new float[] {1, 2}, 0).klDivergence())
                .isZero();
        assertThat(comparison.candidateTop()).isEqualTo(1);
    }

    @Test
    void equalLogitsDoNotDivergeHoweverTheyAreShifted() {
        Seeds.each(100, TokenComparisonTest.class, random -> {
            double[] base = logits(random, 500, 10);
            double shift = random.nextGaussian() * 100;
            double[] shifted = Arrays.stream(base).map(x -> x + shift).toArray();

            assertThat(comparison.pair(base, base.clone(), 3).klDivergence()).isZero();
            assertThat(comparison.pair(base, shifted, 3).klDivergence()).isBetween(0.0, 1e-12);
        });
    }

    @Test
    void whatTheBaseExcludesCountsNothing() {
        double[] base = {0, NEVER, 1};
        double[] candidate = {0, 2, NEVER};

        assertThat(comparison.pair(base, base.clone(), 0).klDivergence()).isZero();
        assertThat(comparison.pair(base, new double[] {0, 2, 1}, 0).klDivergence())
                .isCloseTo(Math.log((1 + Math.E + Math.exp(2)) / (1 + Math.E)), NEAR);
        assertThat(comparison.pair(base, candidate, 2))
                .extracting(TokenPair::klDivergence, TokenPair::candidateLogProbability)
                .containsExactly(Double.POSITIVE_INFINITY, NEVER);
    }

    @Test
    void theFirstOfEqualTokensIsTheTop() {
        comparison.pair(new double[] {1, 5, 5}, new double[] {7, 0, 7}, 0);

        assertThat(comparison.baseTop()).isEqualTo(1);
        assertThat(comparison.candidateTop()).isZero();
    }

    @Test
    void aRowWithoutADistributionIsRefused() {
        double[] good = {1, 2};

        assertThatThrownBy(() -> comparison.pair(good, new double[] {1, Double.NaN}, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the candidate says nothing of the next token: logit 1 is NaN");
        assertThatThrownBy(() -> comparison.pair(new double[] {Double.POSITIVE_INFINITY, 1}, good, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the base says nothing");
        assertThatThrownBy(() -> comparison.pair(new double[] {NEVER, NEVER}, good, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("all 2 logits are -Infinity");
    }

    @Test
    void differentVocabulariesAreRefused() {
        assertThatThrownBy(() -> comparison.pair(new float[3], new float[4], 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the base has 3 tokens in its vocabulary, the candidate 4");
    }

    @Test
    void aStoredBaseIsOffByHalfAStepAtMost() {
        Seeds.each(50, TokenComparisonTest.class, random -> {
            double[] base = logits(random, 300, 7);
            StoredLogProbabilities stored = StoredLogProbabilities.of(base);
            double[] p = probabilities(base);

            for (int i = 0; i < base.length; i++) {
                assertThat(stored.logProbability(i))
                        .isCloseTo(Math.log(p[i]), Offset.offset(stored.step() / 2 + 1e-12));
            }
        });
    }

    @Test
    void aStoredBaseEndsSixteenBelowItsGreatest() {
        StoredLogProbabilities stored = StoredLogProbabilities.of(new double[] {0, -40, -16.1});

        assertThat(stored.levels()).containsExactly((short) 65535, (short) 0, (short) 0);
        assertThat(stored.logProbability(0) - stored.logProbability(1)).isCloseTo(16, NEAR);
        assertThat(StoredLogProbabilities.of(new double[] {3, 3}).logProbability(1))
                .isCloseTo(Math.log(0.5), NEAR);
    }
}
