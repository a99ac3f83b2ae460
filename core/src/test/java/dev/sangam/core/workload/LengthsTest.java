package dev.sangam.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Iterator;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LengthsTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_260_101L);
    private static final int DRAWS = 200_000;

    @Test
    void uniformCountsReachBothBoundsAndHaveTheirMean() {
        int[] counts = draw(new TokenCount.Uniform(10, 30));
        assertThat(Arrays.stream(counts).min()).hasValue(10);
        assertThat(Arrays.stream(counts).max()).hasValue(30);
        assertNear(Arrays.stream(counts).average().orElseThrow(), 20, Math.sqrt((21 * 21 - 1) / 12.0 / DRAWS));
    }

    @Test
    void logNormalCountsHaveTheMedianAndNinetiethPercentileAskedFor() {
        int[] counts = draw(new TokenCount.LogNormal(1020, 2734, 1, TokenCount.MAX));
        assertNear(share(counts, 1020), 0.5, Math.sqrt(0.25 / DRAWS) + 5e-4);
        assertNear(share(counts, 2734), 0.9, Math.sqrt(0.09 / DRAWS) + 5e-4);
    }

    @Test
    void logNormalCountsAreCutToTheirBounds() {
        int[] counts = draw(new TokenCount.LogNormal(100, 1_000, 50, 200));
        assertThat(Arrays.stream(counts).min()).hasValue(50);
        assertThat(Arrays.stream(counts).max()).hasValue(200);
    }

    @Test
    void zipfCountsHaveProbabilitiesThatFallAsAPower() {
        int[] counts = draw(new TokenCount.Zipf(1.0, 5, 8));
        double norm = 1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0;
        for (int rank = 1; rank <= 4; rank++) {
            double p = 1 / (rank * norm);
            int value = 4 + rank;
            double seen = Arrays.stream(counts).filter(c -> c == value).count() / (double) DRAWS;
            assertNear(seen, p, Math.sqrt(p * (1 - p) / DRAWS));
        }
    }

    @Test
    void zipfOfThetaZeroIsUniform() {
        int[] counts = draw(new TokenCount.Zipf(0, 1, 100));
        assertNear(Arrays.stream(counts).average().orElseThrow(), 50.5, Math.sqrt(9_999 / 12.0 / DRAWS));
    }

    @Test
    void splitKeepsTheTotalAndTheRatio() {
        var lengths = new Lengths.Split(new TokenCount.Uniform(300, 300), 8);
        assertThat(lengths.draws(random()).next()).isEqualTo(new TokenLengths(266, 34));
        var tiny = new Lengths.Split(new TokenCount.Fixed(1), 8);
        assertThat(tiny.draws(random()).next()).isEqualTo(new TokenLengths(1, 1));
    }

    @Test
    void pairsInOrderEndAndDrawnPairsDoNot() {
        Workload pairs = new WorkloadBuilder()
                .add(0, 10, 1, Label.DEFAULT)
                .add(0, 20, 2, Label.DEFAULT)
                .build();
        Iterator<TokenLengths> inOrder = new Lengths.InOrder(pairs).draws(random());
        assertThat(inOrder.next()).isEqualTo(new TokenLengths(10, 1));
        assertThat(inOrder.next()).isEqualTo(new TokenLengths(20, 2));
        assertThat(inOrder.hasNext()).isFalse();
        Iterator<TokenLengths> drawn = new Lengths.Drawn(pairs).draws(random());
        for (int i = 0; i < 100; i++) {
            TokenLengths pair = drawn.next();
            assertThat(pair.prompt()).isEqualTo(10 * pair.output());
        }
    }

    @Test
    void clippingTakesFromBothInProportionAndLeavesOneToken() {
        assertThat(new TokenLengths(9_000, 1_000).clippedTo(4_096)).isEqualTo(new TokenLengths(3_686, 409));
        assertThat(new TokenLengths(9_000, 1).clippedTo(4_096)).isEqualTo(new TokenLengths(4_095, 1));
        assertThat(new TokenLengths(1, 9_000).clippedTo(2)).isEqualTo(new TokenLengths(1, 1));
        assertThat(new TokenLengths(10, 10).clippedTo(20)).isEqualTo(new TokenLengths(10, 10));
    }

    @Test
    void clippedLengthsNeverExceedTheTotal() {
        var lengths = new Lengths.Clipped(
                new Lengths.Independent(
                        new TokenCount.LogNormal(3_000, 9_000, 1, 100_000),
                        new TokenCount.LogNormal(400, 900, 1, 4_000)),
                4_096);
        Iterator<TokenLengths> draws = lengths.draws(random());
        for (int i = 0; i < 10_000; i++) {
            TokenLengths drawn = draws.next();
            assertThat(drawn.prompt() + drawn.output()).isLessThanOrEqualTo(4_096);
        }
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new TokenCount.Fixed(0)).hasMessageContaining("tokens is 0; it must be between 1 and");
        assertThatThrownBy(() -> new TokenCount.Uniform(5, 4)).hasMessageContaining("max tokens is 4");
        assertThatThrownBy(() -> new TokenCount.LogNormal(10, 9, 1, 100)).hasMessageContaining("p90 is 9");
        assertThatThrownBy(() -> new TokenCount.Zipf(-1, 1, 2)).hasMessageContaining("zipf theta is -1");
        assertThatThrownBy(() -> new Lengths.Drawn(new WorkloadBuilder().build()))
                .hasMessageContaining("empty");
    }

    private static int[] draw(TokenCount count) {
        IntSupplier sampler = count.sampler(random());
        int[] draws = new int[DRAWS];
        Arrays.setAll(draws, i -> sampler.getAsInt());
        return draws;
    }

    private static double share(int[] counts, int atMost) {
        return Arrays.stream(counts).filter(c -> c <= atMost).count() / (double) counts.length;
    }

    private static RandomGenerator random() {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    }

    private static void assertNear(double actual, double expected, double standardError) {
        assertThat(actual).as("seed %s", SEED).isCloseTo(expected, Offset.offset(5 * standardError));
    }
}
