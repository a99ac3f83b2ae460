package dev.sangam.core.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Fits {@link CalibratedTimes} to samples: non-negative least squares of the relative errors, where samples that fit badly
 * count less with each round (Huber's weights), so that a few disturbed measurements move it little. Equal samples give
 * equal coefficients, bit for bit.
 *
 * @param times the model
 * @param inSample its error on the samples it was fitted to
 * @param held its error on samples that it was not fitted to: every tenth is left out in turn
 */
public record CalibrationFit(CalibratedTimes times, FitError inSample, FitError held) {
    /** Fewest samples. */
    public static final int MIN_SAMPLES = 12;

    private static final int[] KNOTS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192};
    private static final int MIN_PER_SEGMENT = 3;
    private static final int FOLDS = 10;
    private static final int ROUNDS = 8;
    /** Huber's constant: 95 % as efficient as least squares where errors are normal. */
    private static final double HUBER = 1.345;
    /** Standard deviations per median absolute deviation of a normal distribution. */
    private static final double PER_MAD = 1.4826;
    /** Errors below this are not told apart: clocks and steps are not better. */
    private static final double NOISE = 1e-3;

    /** Weight of a step that was served: it is what is to be predicted; laid out batches say how it goes on beyond. */
    private static final double SERVED = 2;

    private static final Term[] TERMS = Term.values();

    /**
     * Fits.
     *
     * @param separate whether the engine computes decodes and prefills of large batches in calls of their own
     * @throws IllegalArgumentException with fewer than {@link #MIN_SAMPLES}
     */
    public static CalibrationFit of(List<Sample> samples, boolean separate) {
        if (samples.size() < MIN_SAMPLES) {
            throw new IllegalArgumentException(
                    "samples are " + samples.size() + "; a fit needs at least " + MIN_SAMPLES);
        }
        CalibratedTimes times = fit(samples, separate);
        double[] errors = new double[samples.size()];
        for (int fold = 0; fold < FOLDS; fold++) {
            int left = fold;
            CalibratedTimes others = fit(
                    IntStream.range(0, samples.size())
                            .filter(i -> i % FOLDS != left)
                            .mapToObj(samples::get)
                            .toList(),
                    separate);
            for (int i = left; i < errors.length; i += FOLDS) {
                errors[i] = error(others, samples.get(i));
            }
        }
        double[] inSample = samples.stream().mapToDouble(s -> error(times, s)).toArray();
        return new CalibrationFit(times, FitError.of(inSample), FitError.of(errors));
    }

    /** Predicted over measured time of a sample, less 1. */
    public static double error(CalibratedTimes times, Sample sample) {
        return times.stageNanos(sample.probe().shape(), true) / sample.stepNanos() - 1;
    }

    private static CalibratedTimes fit(List<Sample> samples, boolean separate) {
        int[] knots = knots(samples, separate);
        double[][] rows = new double[samples.size()][];
        for (int i = 0; i < rows.length; i++) {
            double[] row = amounts(KernelCall.of(samples.get(i).probe().shape(), separate), knots);
            double nanos = samples.get(i).stepNanos();
            rows[i] = Arrays.stream(row).map(amount -> amount / nanos).toArray();
        }
        double[] importance =
                samples.stream().mapToDouble(s -> s.served() ? SERVED : 1).toArray();
        return times(knots, robust(rows, importance), separate);
    }

    private static CalibratedTimes times(int[] knots, double[] x, boolean separate) {
        Map<Term, Double> terms = new EnumMap<>(Term.class);
        int next = knots.length;
        for (Term term : TERMS) {
            terms.put(term, x[next++]);
        }
        return new CalibratedTimes(knots, Arrays.copyOf(x, knots.length), terms, separate);
    }

    /** The knots between which there are samples enough to tell a slope. */
    private static int[] knots(List<Sample> samples, boolean separate) {
        ToIntFunction<int[]> within = bounds -> (int) samples.stream()
                .flatMap(s -> KernelCall.of(s.probe().shape(), separate).stream())
                .mapToInt(KernelCall::tokens)
                .filter(tokens -> tokens > bounds[0] && tokens <= bounds[1])
                .count();
        List<Integer> knots = new ArrayList<>(List.of(KNOTS[0]));
        for (int i = 1; i < KNOTS.length; i++) {
            boolean before = within.applyAsInt(new int[] {knots.getLast(), KNOTS[i]}) >= MIN_PER_SEGMENT;
            boolean after = within.applyAsInt(new int[] {KNOTS[i], Integer.MAX_VALUE}) >= MIN_PER_SEGMENT;
            if (before && after) {
                knots.add(KNOTS[i]);
            }
        }
        return knots.stream().mapToInt(Integer::intValue).toArray();
    }

    /** What a batch has of everything that has a coefficient: tokens of each segment, then the terms. */
    private static double[] amounts(List<KernelCall> calls, int[] knots) {
        double[] amounts = new double[knots.length + TERMS.length];
        for (KernelCall call : calls) {
            for (int i = 0; i < knots.length; i++) {
                int end = i + 1 < knots.length ? Math.min(call.tokens(), knots[i + 1]) : call.tokens();
                amounts[i] += Math.max(0, end - knots[i]);
            }
            for (int i = 0; i < TERMS.length; i++) {
                amounts[knots.length + i] += TERMS[i].of(call);
            }
        }
        return amounts;
    }

    /** Coefficients with which every row comes near 1. */
    private static double[] robust(double[][] rows, double[] importance) {
        double[] weights = importance.clone();
        double[] x = weighted(rows, weights);
        for (int round = 0; round < ROUNDS; round++) {
            double[] errors = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                errors[i] = Math.abs(dot(rows[i], x) - 1);
            }
            double[] sorted = errors.clone();
            Arrays.sort(sorted);
            double bound = HUBER * Math.max(NOISE, PER_MAD * sorted[sorted.length / 2]);
            Arrays.setAll(weights, i -> importance[i] * (errors[i] <= bound ? 1 : Math.sqrt(bound / errors[i])));
            x = weighted(rows, weights);
        }
        return x;
    }

    private static double[] weighted(double[][] rows, double[] weights) {
        double[][] scaled = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double weight = weights[i];
            scaled[i] = Arrays.stream(rows[i]).map(v -> v * weight).toArray();
        }
        return NonNegativeLeastSquares.solve(scaled, weights);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
