package dev.sangam.core.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.workload.Arrivals.Curve.Segment;
import dev.sangam.core.workload.Arrivals.Modulated.State;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Every process has the moments it promises, within five standard errors. */
class ArrivalsTest {
    private static final long SEED = Long.getLong("sangam.seed", 20_260_101L);
    private static final long SECOND = 1_000_000_000L;

    @Test
    void poissonGapsHaveTheMeanAndVarianceOfAnExponential() {
        double[] gaps = gaps(new Arrivals.Poisson(4), 200_000);
        assertNear(mean(gaps), 0.25, 0.25 / Math.sqrt(gaps.length));
        assertNear(variance(gaps), 0.0625, 0.0625 * Math.sqrt(8.0 / gaps.length));
    }

    @Test
    void cappedPoissonIsFivePercentFasterThanAsked() {
        double[] gaps = gaps(new Arrivals.Poisson(4, 3), 200_000);
        assertNear(mean(gaps), 0.25 * (1 - Math.exp(-3)), 0.25 / Math.sqrt(gaps.length));
        assertThat(max(gaps)).isLessThanOrEqualTo(0.75 + 1e-8);
    }

    @Test
    void gammaGapsHaveTheCoefficientOfVariationAskedFor() {
        for (double cv : List.of(0.25, 0.5, 1.0, 2.0, 3.0)) {
            double[] gaps = gaps(new Arrivals.Gamma(10, cv), 400_000);
            double kurtosis = 3 + 6 * cv * cv;
            double variance = 0.01 * cv * cv;
            assertNear(mean(gaps), 0.1, 0.1 * cv / Math.sqrt(gaps.length));
            assertNear(variance(gaps), variance, variance * Math.sqrt((kurtosis - 1) / gaps.length));
        }
    }

    @Test
    void constantArrivalsAreEquallySpacedFromZero() {
        assertThat(times(new Arrivals.Constant(4), 4)).containsExactly(0L, SECOND / 4, SECOND / 2, SECOND / 4 * 3);
        assertThat(times(new Arrivals.Constant(3), 3_000_001).getLast()).isEqualTo(1_000_000 * SECOND);
    }

    @Test
    void staticArrivalsAreAllAtZero() {
        assertThat(times(new Arrivals.AtOnce(), 3)).containsExactly(0L, 0L, 0L);
    }

    @Test
    void modulatedArrivalsHaveTheRateOfTheirStatesWeightedBySojourn() {
        var slow = new State(1, 30 * SECOND);
        var idle = new State(0, 20 * SECOND);
        var fast = new State(20, 10 * SECOND);
        double expected = (30 * 1 + 10 * 20) / 60.0;
        double[] rates = new double[400];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = countUntil(new Arrivals.Modulated(List.of(slow, idle, fast)), 600 * SECOND, SEED + i) / 600.0;
        }
        assertNear(mean(rates), expected, Math.sqrt(variance(rates) / rates.length));
    }

    @Test
    void modulatedArrivalsAreBurstierThanPoisson() {
        var states = List.of(new State(1, 30 * SECOND), new State(20, 10 * SECOND));
        assertThat(indexOfDispersion(new Arrivals.Modulated(states))).isGreaterThan(5);
        assertThat(indexOfDispersion(new Arrivals.Poisson(5))).isCloseTo(1, Offset.offset(0.2));
    }

    @Test
    void squareWaveIsPoissonOfTheRateOfEachPart() {
        var wave = new Arrivals.SquareWave(2, 10, 100 * SECOND, 0.25, 0);
        List<Long> times = times(wave, 100_000);
        long low = times.stream().filter(t -> t % (100 * SECOND) < 75 * SECOND).count();
        long periods = times.getLast() / (100 * SECOND);
        assertNear(low / (double) periods, 150, Math.sqrt(150.0 / periods));
        assertNear((times.size() - low) / (double) periods, 250, Math.sqrt(250.0 / periods) + 1);
    }

    @Test
    void phaseShiftsTheSquareWave() {
        var wave = new Arrivals.SquareWave(0, 10, 100 * SECOND, 0.5, 80 * SECOND);
        List<Long> times = times(wave, 2_000);
        assertThat(times).allMatch(t -> (t + 80 * SECOND) % (100 * SECOND) >= 50 * SECOND);
        assertThat(times.getFirst()).isLessThan(20 * SECOND);
    }

    @Test
    void rampReachesItsRateAndStays() {
        var ramp = new Arrivals.Ramp(0, 20, 1_000 * SECOND);
        List<Long> times = times(ramp, 30_000);
        long firstHalf = times.stream().filter(t -> t < 500 * SECOND).count();
        long rising = times.stream().filter(t -> t < 1_000 * SECOND).count();
        long after = times.stream()
                .filter(t -> t >= 1_000 * SECOND && t < 1_900 * SECOND)
                .count();
        assertNear((double) firstHalf, 2_500, Math.sqrt(2_500));
        assertNear((double) rising, 10_000, 100);
        assertNear((double) after, 18_000, Math.sqrt(18_000));
    }

    @Test
    void rampToZeroEnds() {
        ArrivalTimes times = new Arrivals.Ramp(10, 0, 100 * SECOND).times(random(SEED));
        long count = 0;
        while (times.next() != ArrivalTimes.END) {
            count++;
        }
        assertNear((double) count, 500, Math.sqrt(500));
        assertThat(times.next()).isEqualTo(ArrivalTimes.END);
    }

    @Test
    void repeatedCurveSkipsItsSilentParts() {
        var curve = new Arrivals.Curve(
                List.of(new Segment(SECOND, 0, 0), new Segment(SECOND, 0, 1e-3), new Segment(SECOND, 0, 0)), true);
        List<Long> times = times(curve, 2_000);
        assertThat(times).allMatch(t -> t / SECOND % 3 == 1);
        assertNear(times.getLast() * 1e-9, 2_000 * 3 * 2_000.0, 6_000 * Math.sqrt(2_000));
    }

    @Test
    void traceKeepsItsTimesAtTheRateAsked() {
        Workload trace = new WorkloadBuilder()
                .add(100, 1, 1, Label.DEFAULT)
                .add(300, 1, 1, Label.DEFAULT)
                .build();
        assertThat(times(new Arrivals.Trace(trace, 2), 3)).containsExactly(50L, 150L, ArrivalTimes.END);
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Arrivals.Poisson(0)).hasMessageContaining("rate is 0; it must be between");
        assertThatThrownBy(() -> new Arrivals.Poisson(Double.NaN)).hasMessageContaining("rate is NaN");
        assertThatThrownBy(() -> new Arrivals.Gamma(1, -1)).hasMessageContaining("coefficient of variation is -1");
        assertThatThrownBy(() -> new Arrivals.Ramp(0, 0, 1)).hasMessageContaining("one must be > 0");
        assertThatThrownBy(() -> new Arrivals.SquareWave(3, 1, 1_000, 0.5, 0)).hasMessageContaining("high rate is 1");
        assertThatThrownBy(() -> new Arrivals.Modulated(List.of(new State(1, SECOND))))
                .hasMessageContaining("at least two");
    }

    private static double indexOfDispersion(Arrivals arrivals) {
        double[] counts = new double[1_000];
        for (long t : times(arrivals, 100_000)) {
            int window = (int) (t / (10 * SECOND));
            if (window < counts.length) {
                counts[window]++;
            }
        }
        return variance(counts) / mean(counts);
    }

    private static long countUntil(Arrivals arrivals, long end, long seed) {
        ArrivalTimes times = arrivals.times(random(seed));
        long count = 0;
        while (times.next() < end) {
            count++;
        }
        return count;
    }

    private static List<Long> times(Arrivals arrivals, int count) {
        ArrivalTimes times = arrivals.times(random(SEED));
        List<Long> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(times.next());
        }
        return result;
    }

    private static double[] gaps(Arrivals arrivals, int count) {
        ArrivalTimes times = arrivals.times(random(SEED));
        double[] gaps = new double[count];
        long before = 0;
        for (int i = 0; i < count; i++) {
            long time = times.next();
            gaps[i] = (time - before) * 1e-9;
            before = time;
        }
        return gaps;
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1);
    }

    private static double max(double[] values) {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    private static void assertNear(double actual, double expected, double standardError) {
        assertThat(actual).as("seed %s", SEED).isCloseTo(expected, Offset.offset(5 * standardError));
    }
}
