package dev.sangam.core.batchtime;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A measured cost as a function of a count (tokens, sequences): straight lines between the measured points, the first value
 * below them, the last line continued above them. Never negative. Immutable.
 */
public final class CostCurve {
    /** Nothing, whatever the count. */
    public static final CostCurve ZERO = new CostCurve(new int[] {0}, new double[] {0});

    private final int[] counts;
    private final double[] values;

    private CostCurve(int[] counts, double[] values) {
        this.counts = counts;
        this.values = values;
    }

    /**
     * The curve through these points.
     *
     * @param counts strictly rising, at least one
     * @param values one per count, finite and not negative
     */
    public static CostCurve of(int[] counts, double[] values) {
        if (counts.length == 0 || counts.length != values.length) {
            throw new IllegalArgumentException("a curve has " + counts.length + " counts and " + values.length
                    + " values; it needs as many, >= 1");
        }
        for (int i = 0; i < counts.length; i++) {
            if (i > 0 && counts[i] <= counts[i - 1]) {
                throw new IllegalArgumentException(
                        "count " + counts[i] + " follows " + counts[i - 1] + "; counts must rise");
            }
            if (!(values[i] >= 0 && values[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the value at " + counts[i] + " is " + values[i] + "; it must be >= 0");
            }
        }
        return new CostCurve(counts.clone(), values.clone());
    }

    /** A fixed cost and a cost per item, from the first item on. */
    public static CostCurve line(double fixed, double perItem) {
        return of(new int[] {1, 2}, new double[] {fixed + perItem, fixed + 2 * perItem});
    }

    /** The sum of curves, exact at every point that any of them was measured at. */
    public static CostCurve sum(List<CostCurve> curves) {
        int[] counts = curves.stream()
                .flatMapToInt(c -> IntStream.of(c.counts))
                .sorted()
                .distinct()
                .toArray();
        return counts.length == 0 ? ZERO : tabulated(curves, counts);
    }

    private static CostCurve tabulated(List<CostCurve> curves, int[] counts) {
        double[] values = new double[counts.length];
        for (CostCurve curve : curves) {
            Arrays.setAll(values, i -> values[i] + curve.at(counts[i]));
        }
        return new CostCurve(counts, values);
    }

    /** The cost of {@code count}. */
    public double at(double count) {
        int last = counts.length - 1;
        if (count <= counts[0] || last == 0) {
            return values[0];
        }
        int right = 1;
        int end = last;
        while (right < end) {
            int middle = (right + end) >>> 1;
            if (counts[middle] < count) {
                right = middle + 1;
            } else {
                end = middle;
            }
        }
        double share = (count - counts[right - 1]) / (counts[right] - counts[right - 1]);
        return Math.max(0, values[right - 1] + share * (values[right] - values[right - 1]));
    }

    /** Largest count measured. */
    public int lastCount() {
        return counts[counts.length - 1];
    }
}
