package dev.sangam.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StatTest {
    @Test
    void percentilesAreNearestRank() {
        double[] values =
                IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray();
        assertThat(Stat.of(values, 100, 1)).isEqualTo(new Stat(100, 50.5, 50, 90, 95, 99, 100));
    }

    @Test
    void ranksAreRoundedUp() {
        assertThat(Stat.of(new double[] {3, 1, 2}, 3, 1)).isEqualTo(new Stat(3, 2, 2, 3, 3, 3, 3));
        assertThat(Stat.of(new double[] {2, 1}, 2, 1).p50()).isEqualTo(1);
        assertThat(Stat.of(new double[] {7}, 1, 1)).isEqualTo(new Stat(1, 7, 7, 7, 7, 7, 7));
    }

    @Test
    void ranksSurviveRoundingOfShares() {
        for (int n = 1; n <= 1000; n++) {
            double[] values = IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray();
            Stat stat = Stat.of(values, n, 1);
            assertThat(stat.p90()).isEqualTo(Math.ceilDiv(n * 90, 100));
            assertThat(stat.p95()).isEqualTo(Math.ceilDiv(n * 95, 100));
            assertThat(stat.p99()).isEqualTo(Math.ceilDiv(n * 99, 100));
        }
    }

    @Test
    void onlyTheFirstValuesCountAndUnitsApplyToAll() {
        assertThat(Stat.of(new double[] {4, 2, 100}, 2, 2)).isEqualTo(new Stat(2, 1.5, 1, 2, 2, 2, 2));
    }

    @Test
    void nothingIsNone() {
        assertThat(Stat.of(new double[3], 0, 1)).isEqualTo(Stat.NONE);
    }

    @Test
    void histogramsOfNanosecondsBecomeSeconds() {
        Histogram h = new Histogram();
        h.add(1000, 9);
        h.add(2000, 1);
        Stat stat = Stat.ofSeconds(h);
        assertThat(stat.count()).isEqualTo(10);
        assertThat(stat.mean()).isCloseTo(1.1e-6, Offset.offset(1e-15));
        assertThat(stat.p50()).isCloseTo(1e-6, Offset.offset(1e-15));
        assertThat(stat.p90()).isCloseTo(1e-6, Offset.offset(1e-15));
        assertThat(stat.p95()).isCloseTo(2e-6, Offset.offset(1e-15));
        assertThat(stat.max()).isCloseTo(2e-6, Offset.offset(1e-15));
    }
}
