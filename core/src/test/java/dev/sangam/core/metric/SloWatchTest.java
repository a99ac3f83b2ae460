package dev.sangam.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.request.Slo;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SloWatchTest {
    private static boolean attained(Slo slo, long arrival, long... tokens) {
        SloWatch watch = new SloWatch(slo, arrival);
        Arrays.stream(tokens).forEach(watch::token);
        return watch.attained();
    }

    @Test
    void interactiveRequestsNeedTheFirstTokenInTimeAndFluidOnesAfterIt() {
        Slo slo = new Slo.Interactive(10, 5);

        assertThat(attained(slo, 100, 110, 115, 120)).isTrue();
        assertThat(attained(slo, 100, 111, 112, 113)).isFalse();
        assertThat(attained(slo, 100, 110, 200)).isFalse();
        assertThat(attained(slo, 100)).isFalse();
    }

    @Test
    void othersNeedTheLastTokenInTime() {
        assertThat(attained(new Slo.NonInteractive(50), 100, 120, 150)).isTrue();
        assertThat(attained(new Slo.NonInteractive(50), 100, 120, 151)).isFalse();
        assertThat(attained(new Slo.NonInteractive(50), 100)).isFalse();
        assertThat(attained(new Slo.BestEffort(), 100, 1_000_000)).isTrue();
        assertThat(new SloWatch(new Slo.BestEffort(), 0).promised()).isFalse();
    }

    @Test
    void tokensAreScoredAsTheFluidityIndexScoresThem() {
        long seed = Long.getLong("sangam.seed", 20261123);
        System.out.println("seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        int kept = 0;
        for (int run = 0; run < 2000; run++) {
            long[] tokens = new long[1 + random.nextInt(40)];
            long time = 50;
            for (int i = 0; i < tokens.length; i++) {
                time += random.nextInt(random.nextInt(10) == 0 ? 40 : 12);
                tokens[i] = time;
            }
            boolean fluid = FluidityIndex.score(tokens, 50, 10, 7).index() >= Summaries.FLUID;
            boolean expected = fluid && tokens[0] - 50 <= 10;
            assertThat(attained(new Slo.Interactive(10, 7), 50, tokens)).isEqualTo(expected);
            kept += expected ? 1 : 0;
        }
        assertThat(kept).isBetween(100, 1900);
    }
}
