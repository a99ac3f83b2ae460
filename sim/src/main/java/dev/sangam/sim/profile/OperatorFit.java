package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.Roofline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One operator of a profile: the points it was measured at, what the simulator takes for them, and what it takes for points
 * that it was not shown.
 *
 * @param name as in the profile; a measured grid of attention is three: of decodes, of prefills and of both
 * @param axes what a point is a combination of, such as {@code tokens}; the last varies fastest and is the one to plot over
 * @param points what was measured, at least one
 * @param heldOut predictions of points by fits that lacked them; a point may have none or several
 * @param fit microseconds that the simulator takes for any point
 * @param floor nanoseconds that a roofline takes for any point; not a number where it knows no such operator
 */
public record OperatorFit(
        String name, List<String> axes, List<Point> points, List<Prediction> heldOut, Fit fit, Floor floor) {
    /** Errors below this are of the arithmetic. */
    private static final double ROUNDING = 1e-9;

    /**
     * A measurement.
     *
     * @param at a value for each axis
     * @param micros microseconds; 0 only where a profile says that an operator takes no time
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Point(int[] at, double micros) {}

    /**
     * What a fit without a point says of it.
     *
     * @param point the point
     * @param micros predicted
     */
    public record Prediction(Point point, double micros) {
        /** Difference to the measurement as a share of it: 0.05 for 5 % too much. */
        public double error() {
            return micros / point.micros() - 1;
        }
    }

    /** Microseconds at a point. */
    public interface Fit {
        double micros(int... at);
    }

    /** Nanoseconds of a roofline at a point. */
    public interface Floor {
        double nanos(Roofline roofline, int... at);
    }

    /**
     * Errors of many predictions, as shares.
     *
     * @param count predictions
     * @param mean mean of the absolute errors; NaN without any, as the others
     * @param p90 nine of ten are at most this
     * @param worst the largest in absolute terms, with its sign
     * @param bias mean of the signed errors
     */
    public record Errors(int count, double mean, double p90, double worst, double bias) {
        private static Errors of(DoubleStream all) {
            double[] errors =
                    all.map(error -> Math.abs(error) < ROUNDING ? 0 : error).toArray();
            double[] sizes = Arrays.stream(errors).map(Math::abs).sorted().toArray();
            double worst = Double.NaN;
            for (double error : errors) {
                worst = Math.abs(error) >= Math.abs(worst) || Double.isNaN(worst) ? error : worst;
            }
            return new Errors(
                    errors.length,
                    Arrays.stream(sizes).average().orElse(Double.NaN),
                    sizes.length == 0 ? Double.NaN : sizes[(int) (0.9 * (sizes.length - 1))],
                    worst,
                    Arrays.stream(errors).average().orElse(Double.NaN));
        }
    }

    /** Whether the profile says that it takes no time at all. */
    public boolean free() {
        return points.stream().allMatch(point -> point.micros() == 0);
    }

    /** Errors at points that the fit was not shown. */
    public Errors heldOutErrors() {
        return Errors.of(heldOut.stream().mapToDouble(Prediction::error));
    }

    /** Errors of the fit at the points it was made from. */
    public Errors fitErrors() {
        return Errors.of(points.stream()
                .filter(point -> point.micros() > 0)
                .mapToDouble(point -> fit.micros(point.at()) / point.micros() - 1));
    }

    /** Errors of a roofline; none where it knows no such operator. */
    public Errors rooflineErrors(Roofline roofline) {
        return Errors.of(points.stream()
                .filter(point -> point.micros() > 0)
                .mapToDouble(point -> floor.nanos(roofline, point.at()) / 1e3 / point.micros() - 1)
                .filter(Double::isFinite));
    }

    /** The values of an axis that were measured, rising. */
    public int[] values(int axis) {
        return points.stream()
                .mapToInt(point -> point.at()[axis])
                .sorted()
                .distinct()
                .toArray();
    }

    /** The middle one of the operators' mean held-out errors, as a share; NaN when none has any. */
    public static double medianHeldOut(List<OperatorFit> operators) {
        List<Double> means = new ArrayList<>();
        for (OperatorFit operator : operators) {
            Errors errors = operator.heldOutErrors();
            if (errors.count() > 0) {
                means.add(errors.mean());
            }
        }
        means.sort(null);
        int half = means.size() / 2;
        return means.isEmpty()
                ? Double.NaN
                : means.size() % 2 == 1 ? means.get(half) : (means.get(half - 1) + means.get(half)) / 2;
    }
}
