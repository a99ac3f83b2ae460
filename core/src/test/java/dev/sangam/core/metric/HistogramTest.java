package dev.sangam.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void anEmptyOneHasNothing() {
        Histogram h = new Histogram();
        assertThat(h.count()).isZero();
        assertThat(h.mean()).isZero();
        assertThat(h.quantile(0.5)).isZero();
    }

    @Test
    void smallValuesAreExact() {
        Histogram h = new Histogram();
        for (int i = 0; i < 2000; i++) {
            h.add(i, 1);
        }
        assertThat(h.quantile(0.5)).isEqualTo(999);
        assertThat(h.quantile(1)).isEqualTo(1999);
        assertThat(h.quantile(0)).isZero();
    }

    @Test
    void negativeValuesCountAsZero() {
        Histogram h = new Histogram();
        h.add(-5, 2);
        assertThat(h.max()).isZero();
        assertThat(h.mean()).isZero();
        assertThat(h.count()).isEqualTo(2);
    }

    @Test
    void theGreatestValuesFit() {
        Histogram h = new Histogram();
        h.add(Long.MAX_VALUE, 1);
        h.add(Long.MAX_VALUE - 1, 1);
        assertThat(h.quantile(0.5)).isEqualTo(Long.MAX_VALUE);
        assertThat(h.max()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void quantilesAreAtMostAThousandthAboveTheTrueOnes() {
        Seeds.each(100, getClass(), random -> {
            long[] values = values(random);
            Histogram h = new Histogram();
            Arrays.stream(values).forEach(v -> h.add(v, 1));
            Arrays.sort(values);
            for (double share : new double[] {0, 0.01, 0.5, 0.9, 0.95, 0.99, 0.999, 1}) {
                long exact = values[(int) Math.max(0, Math.ceil(share * values.length) - 1)];
                assertThat(h.quantile(share)).isBetween(exact, exact + exact / 1000);
            }
            assertThat(h.max()).isEqualTo(values[values.length - 1]);
            assertThat(h.quantile(1)).isEqualTo(h.max());
            double mean = Arrays.stream(values).average().orElseThrow();
            assertThat(h.mean()).isCloseTo(mean, Offset.offset(1e-12 * mean));
        });
    }

    @Test
    void mergingIsAddingEverything() {
        Seeds.each(100, getClass(), random -> {
            Histogram all = new Histogram();
            Histogram first = new Histogram();
            Histogram second = new Histogram();
            for (long v : values(random)) {
                int times = random.nextInt(1, 4);
                all.add(v, times);
                (random.nextBoolean() ? first : second).add(v, times);
            }
            first.add(second);
            assertThat(first.count()).isEqualTo(all.count());
            assertThat(first.max()).isEqualTo(all.max());
            assertThat(first.mean()).isCloseTo(all.mean(), Offset.offset(1e-9 * all.mean()));
            for (double share : new double[] {0, 0.1, 0.5, 0.9, 0.99, 1}) {
                assertThat(first.quantile(share)).isEqualTo(all.quantile(share));
            }
        });
    }

    /** Over many orders of magnitude. */
    private static long[] values(RandomGenerator random) {
        long[] values = new long[random.nextInt(1, 400)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextLong(1L << random.nextInt(1, 50));
        }
        return values;
    }
}
