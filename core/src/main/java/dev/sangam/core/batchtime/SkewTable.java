package dev.sangam.core.batchtime;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How much longer attention takes when the decodes of a batch differ in length: {@code t = t(mean) + alpha (t(max) -
 * t(mean))}, where t is read off the grid of equal lengths. Alpha is looked up by chunk, number of decodes, skew rate
 * {@code (mean - min) / (max - min)}, longest decode history, and prefill history (LLMServingSim 2.0, five-axis fit). A
 * batch outside the buckets gets the pooled alpha. A look-up is O(bounds of an axis) and allocates nothing. Immutable.
 */
public final class SkewTable {
    /** No correction. */
    public static final SkewTable NONE = of(List.of(), 0);

    private final double[] chunks;
    private final double[] decodes;
    private final double[] rates;
    private final double[] longest;
    private final double[] histories;
    private final double[] alphas;
    private final double pooled;

    private SkewTable(List<Bucket> buckets, double pooled) {
        this.pooled = pooled;
        chunks = bounds(buckets, Bucket::chunk);
        decodes = bounds(buckets, Bucket::decodes);
        rates = bounds(buckets, Bucket::rate);
        longest = bounds(buckets, Bucket::longest);
        histories = bounds(buckets, Bucket::history);
        alphas = new double
                [Axis.cells(
                        "skew table", chunks.length, decodes.length, rates.length, longest.length, histories.length)];
        Arrays.fill(alphas, pooled);
        for (Bucket b : buckets) {
            int decode = upTo(decodes, b.decodes);
            int rate = upTo(rates, b.rate);
            alphas[cell(upTo(chunks, b.chunk), decode, rate, upTo(longest, b.longest), upTo(histories, b.history))] =
                    b.alpha;
        }
    }

    /**
     * A table of buckets.
     *
     * @param buckets at most one per combination of bounds
     * @param pooled alpha of batches outside them
     */
    public static SkewTable of(List<Bucket> buckets, double pooled) {
        return new SkewTable(buckets, pooled);
    }

    /** Whether every alpha is 0. */
    public boolean isNone() {
        return pooled == 0 && alphas.length == 0;
    }

    /**
     * The share of the way from the mean's time to the maximum's.
     *
     * @param chunk prefill tokens of the batch; the bucket of the measured chunk nearest by ratio is used
     * @param decodeCount number of decodes
     * @param rate (mean - min) / (max - min) of the decode histories
     * @param longestHistory longest decode history
     * @param history history of the prefill
     */
    public double alpha(int chunk, int decodeCount, double rate, double longestHistory, double history) {
        int c = nearestChunk(chunk);
        int n = upTo(decodes, decodeCount);
        int r = upTo(rates, rate);
        int l = upTo(longest, longestHistory);
        int h = upTo(histories, history);
        boolean inside = c >= 0 && n < decodes.length && r < rates.length && l < longest.length && h < histories.length;
        return inside ? alphas[cell(c, n, r, l, h)] : pooled;
    }

    private int nearestChunk(int chunk) {
        int right = upTo(chunks, chunk);
        if (right == chunks.length || right == 0) {
            return Math.min(right, chunks.length - 1);
        }
        double left = chunks[right - 1];
        return left > 0 && chunk * (double) chunk < left * chunks[right] ? right - 1 : right;
    }

    private int cell(int chunk, int decode, int rate, int longestHistory, int history) {
        int cell = chunk * decodes.length + decode;
        cell = cell * rates.length + rate;
        cell = cell * longest.length + longestHistory;
        return cell * histories.length + history;
    }

    private static int upTo(double[] bounds, double value) {
        int i = 0;
        while (i < bounds.length && bounds[i] < value) {
            i++;
        }
        return i;
    }

    private static double[] bounds(List<Bucket> buckets, ToDoubleFunction<Bucket> bound) {
        return buckets.stream().mapToDouble(bound).sorted().distinct().toArray();
    }

    /**
     * One fitted bucket. All bounds are upper ones, included; the lower one is the next smaller bound of the table.
     *
     * @param chunk the chunk it was measured at
     * @param decodes largest number of decodes
     * @param rate largest skew rate
     * @param longest largest longest decode history
     * @param history largest history of the prefill
     * @param alpha share of the way from the mean's time to the maximum's
     */
    public record Bucket(int chunk, int decodes, double rate, int longest, int history, double alpha) {}
}
