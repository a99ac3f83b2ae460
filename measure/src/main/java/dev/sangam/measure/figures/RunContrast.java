package dev.sangam.measure.figures;

import dev.sangam.core.InputException;
import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.metric.StudentT;
import dev.sangam.measure.figures.BlockBootstrap.Statistic;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Two runs, or two sets of equal runs, side by side: differences of their figures with 95 % confidence intervals.
 *
 * <p>With one run a side the interval is a percentile bootstrap over blocks of requests: how far the figures could differ within
 * such runs. It knows nothing of how far equal runs differ from each other. With two or more runs on both sides each run
 * is one observation, and the interval is Welch's of the difference of two means; a bootstrap over a handful of runs would be too narrow.
 *
 * @param rows a figure each
 * @param tests latencies of single requests
 * @param notes what a reader must know before relying on them
 */
public record RunContrast(List<Row> rows, List<Test> tests, List<String> notes) {
    private static final int RESAMPLES = 1000;

    private static final List<Compared> FIGURES = List.of(
            new Compared(Metric.TTFT, Figure.P50),
            new Compared(Metric.TTFT, Figure.P90),
            new Compared(Metric.TTFT, Figure.P99),
            new Compared(Metric.TBT, Figure.P50),
            new Compared(Metric.TBT, Figure.P99),
            new Compared(Metric.TPOT, Figure.P50),
            new Compared(Metric.TPOT, Figure.P99),
            new Compared(Metric.TTLT, Figure.P50),
            new Compared(Metric.TTLT, Figure.P99),
            new Compared(Metric.FLUIDITY, Figure.MEAN),
            new Compared(Metric.ATTAINMENT, Figure.ITSELF),
            new Compared(Metric.ERROR_RATE, Figure.ITSELF),
            new Compared(Metric.GOODPUT, Figure.ITSELF),
            new Compared(Metric.STEADY_TOKEN_RATE, Figure.ITSELF),
            new Compared(Metric.FLUID_TOKEN_RATE, Figure.ITSELF));

    private static final List<Metric> TESTED = List.of(Metric.TTFT, Metric.TPOT, Metric.TTLT);

    private record Compared(Metric metric, Figure figure) {
        double of(ScopeFigures scope) {
            return figure == Figure.ITSELF ? scope.value(metric) : figure.of(scope.stat(metric));
        }

        boolean lowerIsBetter() {
            return metric.kind() == Metric.Kind.TIMES || metric == Metric.ERROR_RATE;
        }
    }

    /** What the interval says of B. */
    public enum Verdict {
        BETTER,
        WORSE,
        /** The interval holds 0. That does not show that there is no difference. */
        NO_DIFFERENCE_SHOWN,
        /** There is no interval. */
        NOT_TESTED
    }

    /**
     * One figure of both sides.
     *
     * @param figure {@link Figure#ITSELF} of a metric that is one number
     * @param a of the first side; the mean of its runs where there are several
     * @param b of the second
     * @param low end of the interval of B - A; NaN without one
     * @param high end of it
     */
    public record Row(Metric metric, Figure figure, double a, double b, double low, double high, Verdict verdict) {
        /** B - A. */
        public double difference() {
            return b - a;
        }
    }

    /** The test of one latency of single requests. */
    public record Test(Metric metric, long countA, long countB, MannWhitney result) {}

    public RunContrast {
        rows = List.copyOf(rows);
        tests = List.copyOf(tests);
        notes = List.copyOf(notes);
    }

    /**
     * Compares B with A.
     *
     * @param seed of the bootstrap
     * @throws InputException when one side has several runs, and the other only one
     */
    public static RunContrast of(List<RunRecord> a, List<RunRecord> b, SloSettings slos, long seed) {
        if (a.isEmpty() || b.isEmpty() || (a.size() == 1) != (b.size() == 1)) {
            throw new InputException("compare: A has " + a.size() + " runs, and B " + b.size()
                    + "; it takes one of each, or at least two of each");
        }
        List<RunSummary> summariesA =
                a.stream().map(run -> RunSummary.of(run, slos)).toList();
        List<RunSummary> summariesB =
                b.stream().map(run -> RunSummary.of(run, slos)).toList();
        boolean single = a.size() == 1;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Row> rows = new ArrayList<>();
        for (Compared figure : FIGURES) {
            double[] valuesA = values(summariesA, figure);
            double[] valuesB = values(summariesB, figure);
            double[] interval =
                    single ? bootstrap(figure, a.getFirst(), b.getFirst(), slos, random) : welch(valuesA, valuesB);
            double meanA = mean(valuesA);
            double meanB = mean(valuesB);
            if (Double.isFinite(meanA) || Double.isFinite(meanB)) {
                Verdict verdict = verdict(interval, figure.lowerIsBetter());
                rows.add(new Row(figure.metric, figure.figure, meanA, meanB, interval[0], interval[1], verdict));
            }
        }
        List<Test> tests = TESTED.stream().map(metric -> test(metric, a, b)).toList();
        return new RunContrast(rows, tests, ContrastNotes.of(summariesA, summariesB));
    }

    private static double[] values(List<RunSummary> runs, Compared figure) {
        return runs.stream().mapToDouble(run -> figure.of(run.all())).toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(Double.NaN);
    }

    private static Verdict verdict(double[] interval, boolean lowerIsBetter) {
        if (Double.isNaN(interval[0]) || Double.isNaN(interval[1])) {
            return Verdict.NOT_TESTED;
        }
        if (interval[0] <= 0 && interval[1] >= 0) {
            return Verdict.NO_DIFFERENCE_SHOWN;
        }
        return (interval[1] < 0) == lowerIsBetter ? Verdict.BETTER : Verdict.WORSE;
    }

    private static Test test(Metric metric, List<RunRecord> a, List<RunRecord> b) {
        double[] ofA = latencies(metric, a);
        double[] ofB = latencies(metric, b);
        MannWhitney test = MannWhitney.of(ofA, ofB);
        // Requests of one run have more in common than those of two, so that a p over pooled runs would mean nothing.
        MannWhitney result = a.size() == 1 ? test : new MannWhitney(test.u(), test.z(), Double.NaN, test.probability());
        return new Test(metric, ofA.length, ofB.length, result);
    }

    private static double[] latencies(Metric metric, List<RunRecord> runs) {
        return runs.stream()
                .flatMap(run -> RequestValues.counted(run).stream())
                .filter(r -> r.outcome() == Outcome.COMPLETED)
                .mapToDouble(r -> RequestTimes.single(metric, r))
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    private static double[] welch(double[] a, double[] b) {
        double varianceA = variance(a) / a.length;
        double varianceB = variance(b) / b.length;
        double both = varianceA + varianceB;
        double difference = mean(b) - mean(a);
        if (both == 0) {
            return new double[] {difference, difference};
        }
        double freedom =
                both * both / (varianceA * varianceA / (a.length - 1) + varianceB * varianceB / (b.length - 1));
        if (Double.isNaN(freedom)) {
            return new double[] {Double.NaN, Double.NaN};
        }
        double half = StudentT.quantile(Math.max(1, (int) freedom)) * Math.sqrt(both);
        return new double[] {difference - half, difference + half};
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    private static double[] bootstrap(
            Compared figure, RunRecord a, RunRecord b, SloSettings slos, RandomGenerator random) {
        List<double[]> valuesA = RequestValues.of(figure.metric, a, slos);
        List<double[]> valuesB = RequestValues.of(figure.metric, b, slos);
        if (Math.min(valuesA.size(), valuesB.size()) < BlockBootstrap.FEWEST) {
            return new double[] {Double.NaN, Double.NaN};
        }
        Figure of = figure.figure == Figure.ITSELF ? Figure.MEAN : figure.figure;
        Statistic ofA = BlockBootstrap.figure(valuesA, of);
        Statistic ofB = BlockBootstrap.figure(valuesB, of);
        double[] differences = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double drawnA = ofA.of(BlockBootstrap.draw(BlockBootstrap.blocks(valuesA.size()), random));
            double drawnB = ofB.of(BlockBootstrap.draw(BlockBootstrap.blocks(valuesB.size()), random));
            differences[i] = drawnB - drawnA;
        }
        return BlockBootstrap.interval(differences);
    }
}
