package dev.sangam.measure.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class McNemarTest {
    private static final Percentage NEAR = Percentage.withPercentage(1e-10);

    /** With whole numbers alone. */
    private static double exact(int lost, int gained) {
        int items = lost + gained;
        BigInteger ways = BigInteger.ONE;
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k <= Math.min(lost, gained); k++) {
            sum = sum.add(ways);
            ways = ways.multiply(BigInteger.valueOf(items - k)).divide(BigInteger.valueOf(k + 1));
        }
        BigDecimal p = new BigDecimal(sum.shiftLeft(1))
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(items)), new MathContext(30));
        return Math.min(1, p.doubleValue());
    }

    @Test
    void valuesByHandAreReproduced() {
        assertThat(McNemar.exactP(0, 0)).isEqualTo(1);
        assertThat(McNemar.exactP(1, 0)).isEqualTo(1);
        assertThat(McNemar.exactP(5, 0)).isEqualTo(0.0625); // 2 / 2^5
        assertThat(McNemar.exactP(10, 2)).isEqualTo(0.03857421875); // 2 (1 + 12 + 66) / 2^12
        assertThat(McNemar.exactP(3, 4)).isEqualTo(1); // 2 * 64 / 128
    }

    /** From scipy's binomtest in its documentation: 3 of 15 in the rarer direction. */
    @Test
    void aKnownValueOfTheBinomialTestIsReproduced() {
        assertThat(McNemar.exactP(3, 12)).isCloseTo(0.03515625, NEAR);
    }

    @Test
    void randomCountsAgreeWithWholeNumbers() {
        Seeds.each(300, McNemarTest.class, random -> {
            int lost = random.nextInt(600);
            int gained = random.nextInt(600);

            assertThat(McNemar.exactP(lost, gained))
                    .as("%d and %d", lost, gained)
                    .isCloseTo(exact(lost, gained), NEAR)
                    .isEqualTo(McNemar.exactP(gained, lost));
        });
    }

    @Test
    void largeCountsStayExact() {
        assertThat(McNemar.exactP(9_900, 10_200)).isCloseTo(exact(9_900, 10_200), NEAR);
        assertThat(McNemar.exactP(1_000, 1_900)).isCloseTo(exact(1_000, 1_900), NEAR);
        assertThat(McNemar.exactP(500_000, 501_000)).isBetween(0.3, 0.33); // normal approximation: 0.318
        assertThat(McNemar.exactP(0, 5_000)).isZero(); // below the least double
    }

    @Test
    void thePermutationTestAgrees() {
        Seeds.each(10, McNemarTest.class, random -> {
            Flips flips = new Flips(500, random.nextInt(60), random.nextInt(60), 20, 5, 0, 0);
            FlipTests tests = FlipTests.of(flips, random.nextLong());

            assertThat(Math.abs(tests.permutationP() - tests.mcnemarP())).isLessThan(0.02);
        });
    }
}
