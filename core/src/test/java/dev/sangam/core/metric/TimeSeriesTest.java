package dev.sangam.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.core.metric.TimeSeries.Column;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
    private static final long MS = 1L << 20; // about a millisecond, the first width

    private final TimeSeries series = new TimeSeries();

    @Test
    void countsGoToTheBinOfTheirTime() {
        series.add(Column.STEPS, series.bin(0), 1);
        series.add(Column.STEPS, series.bin(MS - 1), 1);
        series.add(Column.STEPS, series.bin(MS), 1);
        assertThat(series.sum(Column.STEPS, 0)).isEqualTo(2);
        assertThat(series.sum(Column.STEPS, 1)).isEqualTo(1);
        assertThat(series.bins()).isEqualTo(2);
        assertThat(series.binNanos()).isEqualTo(MS);
    }

    @Test
    void gaugesAreSpreadOverTheBinsTheyCover() {
        series.integrate(MS / 2, 3 * MS, 0, 4, 0, 0);
        assertThat(series.sum(Column.KV_BLOCK_NANOS, 0)).isEqualTo(2.0 * MS);
        assertThat(series.sum(Column.KV_BLOCK_NANOS, 1)).isEqualTo(4.0 * MS);
        assertThat(series.sum(Column.KV_BLOCK_NANOS, 2)).isEqualTo(4.0 * MS);
        assertThat(series.bins()).as("the end is not part of the interval").isEqualTo(3);
    }

    @Test
    void binsWidenWhenARunOutgrowsThem() {
        series.add(Column.STEPS, series.bin(0), 1);
        series.add(Column.STEPS, series.bin(MS), 2);
        series.add(Column.STEPS, series.bin(2 * MS), 4);
        series.add(Column.STEPS, series.bin(TimeSeries.MAX_BINS * MS), 8);
        assertThat(series.binNanos()).isEqualTo(2 * MS);
        assertThat(series.sum(Column.STEPS, 0)).isEqualTo(3);
        assertThat(series.sum(Column.STEPS, 1)).isEqualTo(4);
        assertThat(series.sum(Column.STEPS, TimeSeries.MAX_BINS / 2)).isEqualTo(8);
        assertThat(series.bins()).isEqualTo(TimeSeries.MAX_BINS / 2 + 1);
    }

    @Test
    void anIntervalLongerThanAllBinsWidensThemFirst() {
        series.integrate(MS, 10L * TimeSeries.MAX_BINS * MS, 0.5, 0, 0, 0);
        assertThat(series.total(Column.BUSY_NANOS)).isEqualTo(0.5 * (10.0 * TimeSeries.MAX_BINS - 1) * MS);
        assertThat(series.bins()).isLessThanOrEqualTo(TimeSeries.MAX_BINS);
    }

    @Test
    void integralsAreConservedUnderWidening() {
        Seeds.each(100, getClass(), random -> {
            TimeSeries s = new TimeSeries();
            double expected = 0;
            double count = 0;
            long time = 0;
            for (int i = 0; i < 200; i++) {
                long next = time + random.nextLong(1L << random.nextInt(1, 36));
                int gauge = random.nextInt(5);
                if (next > time) {
                    s.integrate(time, next, 0, 0, 0, gauge);
                }
                s.add(Column.ARRIVALS, s.bin(next), gauge);
                expected += (double) gauge * (next - time);
                count += gauge;
                time = next;
            }
            assertThat(s.total(Column.RUNNING_NANOS)).isCloseTo(expected, Offset.offset(1e-9 * expected + 1e-9));
            assertThat(s.total(Column.ARRIVALS)).isEqualTo(count);
            assertThat(s.bins()).isEqualTo((int) (time / s.binNanos()) + 1);
        });
    }
}
