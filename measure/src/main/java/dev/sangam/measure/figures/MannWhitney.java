package dev.sangam.measure.figures;

import java.util.Arrays;

/**
 * Whether values of one sample tend to be larger than those of another (Mann and Whitney, Annals of Mathematical Statistics 18,
 * 1947), with ranks of ties shared and the normal approximation corrected for ties and continuity.
 *
 * @param u number of pairs in which B's value is the smaller one, ties counted half
 * @param z how many standard deviations that is from half of the pairs
 * @param p two-sided probability of such a z when both samples come from one distribution and all values are independent; NaN for fewer
 *     than eight values on a side
 * @param probability that a value of B is smaller than one of A, ties counted half: the effect size; 0.5 is no effect
 */
public record MannWhitney(double u, double z, double p, double probability) {
    private static final int FEWEST = 8;

    /** Compares B with A. NaN throughout when a side is empty. */
    public static MannWhitney of(double[] a, double[] b) {
        if (a.length == 0 || b.length == 0) {
            return new MannWhitney(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double[] sortedA = a.clone();
        double[] sortedB = b.clone();
        Arrays.sort(sortedA);
        Arrays.sort(sortedB);
        double pairs = (double) a.length * b.length;
        double n = (double) a.length + b.length;
        double u = smaller(sortedA, sortedB);
        double deviation = Math.sqrt(pairs / 12 * (n + 1 - ties(sortedA, sortedB) / (n * (n - 1))));
        double off = u - pairs / 2;
        double z = deviation == 0 ? 0 : Math.signum(off) * Math.max(0, Math.abs(off) - 0.5) / deviation;
        double p = Math.min(a.length, b.length) < FEWEST ? Double.NaN : Math.min(1, 2 * upperTail(Math.abs(z)));
        return new MannWhitney(u, z, p, u / pairs);
    }

    /** Cliff's delta: 1 when all of B are smaller than all of A, -1 when they are larger. */
    public double delta() {
        return 2 * probability - 1;
    }

    private static double smaller(double[] a, double[] b) {
        double u = 0;
        int less = 0;
        int atMost = 0;
        for (double value : a) {
            while (less < b.length && b[less] < value) {
                less++;
            }
            while (atMost < b.length && b[atMost] <= value) {
                atMost++;
            }
            u += less + (atMost - less) / 2.0;
        }
        return u;
    }

    /** Sum of t^3 - t over values that t of both samples share. */
    private static double ties(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        Arrays.sort(all);
        double sum = 0;
        for (int from = 0; from < all.length; ) {
            int to = from;
            while (to < all.length && all[to] == all[from]) {
                to++;
            }
            double t = to - (double) from;
            sum += t * t * t - t;
            from = to;
        }
        return sum;
    }

    /** Of the normal distribution, for z >= 0, to 1.5e-7 (Abramowitz and Stegun, 7.1.26). */
    static double upperTail(double z) {
        double x = z / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * x);
        double polynomial =
                t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        return polynomial * Math.exp(-x * x) / 2;
    }
}
