package dev.sangam.measure.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Against sums of powers, which is how llama.cpp computes the same figures. */
final class TokenStatisticsTest {
    private static final Offset<Double> NEAR = Offset.offset(1e-9);

    private static double mean(List<TokenPair> pairs, ToDoubleFunction<TokenPair> value) {
        return pairs.stream().mapToDouble(value).sum() / pairs.size();
    }

    private static double covariance(
            List<TokenPair> pairs, ToDoubleFunction<TokenPair> a, ToDoubleFunction<TokenPair> b) {
        double product = mean(pairs, pair -> a.applyAsDouble(pair) * b.applyAsDouble(pair));
        return (product - mean(pairs, a) * mean(pairs, b)) / (pairs.size() - 1);
    }

    private static void same(Estimate found, double value, double variance) {
        assertThat(found.value()).isCloseTo(value, NEAR);
        assertThat(found.error()).isCloseTo(Math.sqrt(variance), NEAR);
    }

    @Test
    void figuresAreThoseOfTheDefinitions() {
        Seeds.each(20, TokenStatisticsTest.class, random -> {
            List<TokenPair> pairs = Stream.generate(() -> {
                        double base = -random.nextExponential();
                        return new TokenPair(
                                random.nextExponential() / 10,
                                base,
                                Math.min(-1e-6, base + random.nextGaussian() / 10),
                                random.nextInt(10) > 0);
                    })
                    .limit(random.nextInt(50, 500))
                    .toList();
            ToDoubleFunction<TokenPair> b = pair -> -pair.baseLogProbability();
            ToDoubleFunction<TokenPair> c = pair -> -pair.candidateLogProbability();
            ToDoubleFunction<TokenPair> square = pair -> pair.deltaP() * pair.deltaP();
            double pplB = Math.exp(mean(pairs, b));
            double pplC = Math.exp(mean(pairs, c));
            double varB = covariance(pairs, b, b);
            double varC = covariance(pairs, c, c);
            double both = covariance(pairs, b, c);
            double ratio = pplC / pplB;
            double rms = Math.sqrt(mean(pairs, square));
            double top = mean(pairs, pair -> pair.sameTop() ? 1 : 0);
            TokenStatistics found = TokenStatistics.of(pairs);

            same(found.basePerplexity(), pplB, pplB * pplB * varB);
            same(found.candidatePerplexity(), pplC, pplC * pplC * varC);
            assertThat(found.correlation()).isCloseTo(both / Math.sqrt(varB * varC), NEAR);
            same(found.lnRatio(), Math.log(ratio), varB + varC - 2 * both);
            same(found.ratio(), ratio, ratio * ratio * (varB + varC - 2 * both));
            same(found.difference(), pplC - pplB, pplB * pplB * varB + pplC * pplC * varC - 2 * pplB * pplC * both);
            same(
                    found.kl(),
                    mean(pairs, TokenPair::klDivergence),
                    covariance(pairs, TokenPair::klDivergence, TokenPair::klDivergence));
            same(
                    found.deltaP(),
                    mean(pairs, TokenPair::deltaP),
                    covariance(pairs, TokenPair::deltaP, TokenPair::deltaP));
            same(found.rmsDeltaP(), rms, covariance(pairs, square, square) / (4 * rms * rms));
            same(found.sameTop(), top, top * (1 - top) / (pairs.size() - 1));
        });
    }

    @Test
    void percentilesLieBetweenTheirNeighbours() {
        Distribution distribution = Distribution.of(new double[] {4, 1, 3, 2});

        assertThat(distribution.min()).isEqualTo(1);
        assertThat(distribution.percentile(0.25)).isCloseTo(1.75, NEAR);
        assertThat(distribution.median()).isEqualTo(2.5);
        assertThat(distribution.percentile(0.999)).isCloseTo(3.997, NEAR);
        assertThat(distribution.max()).isEqualTo(4);
        assertThat(Distribution.of(new double[0]).median()).isNaN();
        assertThat(Distribution.of(new double[] {1, Double.POSITIVE_INFINITY}).median())
                .isInfinite();
    }

    @Test
    void intervalsOfATextHoldItsFigures() {
        TextFigures text = TextFigures.of(Answers.text("t", 10, 60, 0.3, Seeds.random(1)), 1);

        assertThat(text.chunks()).isEqualTo(20);
        assertThat(text.statistics().tokens()).isEqualTo(600);
        assertThat(text.kl().low()).isLessThan(text.statistics().kl().value());
        assertThat(text.kl().high()).isGreaterThan(text.statistics().kl().value());
        assertThat(text.sameTop().known()).isTrue();
        assertThat(text.permutationP()).isBetween(0.0001, 1.0);
    }

    @Test
    void aWorseModelIsMoreThanChance() {
        List<ScoredText.Window> windows = Answers.text("t", 30, 20, 0.5, Seeds.random(1)).windows().stream()
                .map(window -> new ScoredText.Window(
                        List.of(),
                        window.tokens().stream()
                                .map(token -> new ScoredText.Token(
                                        token.text(),
                                        new TokenPair(
                                                0.1,
                                                token.pair().baseLogProbability(),
                                                token.pair().baseLogProbability() - 0.2,
                                                true),
                                        "",
                                        ""))
                                .toList()))
                .toList();
        TextFigures text = TextFigures.of(new ScoredText("t", windows), 1);

        assertThat(text.permutationP()).isLessThan(0.001);
        assertThat(text.lnRatio().low()).isCloseTo(0.2, NEAR);
    }

    @Test
    void aShortTextHasNoIntervals() {
        TextFigures text = TextFigures.of(Answers.text("t", 1, 30, 0.3, Seeds.random(1)), 1);

        assertThat(text.chunks()).isZero();
        assertThat(text.kl().known()).isFalse();
        assertThat(text.permutationP()).isNaN();
    }

    @Test
    void ranksShareTheirMeanWhenValuesAreEqual() {
        assertThat(RankCorrelation.of(new double[] {1, 2, 3, 4}, new double[] {10, 20, 30, 40}))
                .isCloseTo(1, NEAR);
        assertThat(RankCorrelation.of(new double[] {1, 2, 3, 4}, new double[] {4, 3, 2, 1}))
                .isCloseTo(-1, NEAR);
        assertThat(RankCorrelation.of(new double[] {1, 2, 2, 4}, new double[] {1, 3, 2, 4}))
                .isCloseTo(Math.sqrt(0.9), NEAR);
        assertThat(RankCorrelation.of(new double[] {1, 1}, new double[] {1, 2})).isNaN();
        assertThat(RankCorrelation.of(new double[] {1}, new double[] {1})).isNaN();
    }
}
