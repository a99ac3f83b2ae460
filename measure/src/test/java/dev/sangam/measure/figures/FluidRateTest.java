package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import dev.sangam.core.metric.FluidityIndex;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FluidRateTest {
    @Test
    void theShortestDeadlineIsThatOfATrialOfEveryDeadline() {
        Seeds.each(2000, getClass(), random -> {
            long[] tokens = tokens(random);
            long prefill = random.nextInt(4) == 0 ? Long.MAX_VALUE : random.nextInt(1, 60);
            long deadline = prefill == Long.MAX_VALUE ? tokens[0] : prefill;
            long shortest = FluidRate.shortestGap(tokens, 0, prefill);
            boolean before = false;
            for (long gap = 1; gap <= tokens[tokens.length - 1] + 2; gap++) {
                boolean fluid = FluidityIndex.score(tokens, 0, deadline, gap).index() >= 0.9;
                assertThat(fluid).as("gap %s", gap).isEqualTo(gap >= shortest);
                assertThat(before && !fluid).as("fluid stays fluid").isFalse();
                before = fluid;
            }
        });
    }

    private static long[] tokens(RandomGenerator random) {
        long[] tokens = new long[random.nextInt(1, 40)];
        long time = random.nextInt(1, 50);
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = time;
            time += random.nextInt(random.nextInt(10) == 0 ? 60 : 6);
        }
        return tokens;
    }

    @Test
    void oneRequestInAHundredMayBeSlower() {
        long[] gaps = new long[200];
        Arrays.fill(gaps, 20_000_000);
        gaps[3] = 90_000_000;
        gaps[4] = FluidRate.NEVER;
        assertThat(FluidRate.of(gaps)).isCloseTo(50, within(1e-9));
        gaps[5] = 40_000_000;
        assertThat(FluidRate.of(gaps)).isCloseTo(25, within(1e-9));
        gaps[6] = FluidRate.NEVER;
        gaps[7] = FluidRate.NEVER;
        assertThat(FluidRate.of(gaps)).isZero();
        assertThat(FluidRate.of(new long[0])).isNaN();
    }

    @Test
    void nothingBoundsTheRateWhereWholeAnswersCameWithinThePrefillDeadline() {
        long[] tokens = {10_000_000, 20_000_000, 30_000_000};
        long gap = FluidRate.shortestGap(tokens, 0, 2_000_000_000);
        assertThat(FluidRate.of(new long[] {gap, gap})).isInfinite();
        assertThat(FluidRate.of(new long[] {gap, 20_000_000})).isCloseTo(50, within(1e-9));
    }
}
