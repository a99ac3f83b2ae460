package dev.sangam.core.calibration;

import dev.sangam.core.batchtime.BatchShape;
import dev.sangam.core.batchtime.BatchTimeModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Batch-time model of one machine and model: the cost of a call of the kernels is piecewise linear in its tokens, plus a
 * {@link Term} for each thing that attention and sampling add. No coefficient is negative; beyond what was measured it goes
 * on along its last segment. It predicts a whole step of an engine without pipeline stages.
 *
 * <p>More tokens, context or sequences take longer, with two exceptions that the kernels have too: the rest of a division by
 * four ({@link Term#REST}), and the change to tiles ({@link Term#TILE_PAIR}), which a long context makes cheaper than fewer
 * tokens without. Who looks for the largest batch that fits a time must look beyond them, as {@code TokenBudget} does.
 * Immutable.
 */
public final class CalibratedTimes implements BatchTimeModel {
    private static final Term[] TERMS = Term.values();

    private final int[] knots;
    private final double[] tokenNanos;
    private final Map<Term, Double> termNanos;
    /** The same in the order of the terms, for speed. */
    private final double[] terms;

    private final boolean separate;

    /**
     * @param knots token counts at which the cost of a token changes: strictly rising, the first is 1
     * @param tokenNanos nanoseconds per token between a knot and the next, one per knot; the last has no end
     * @param termNanos nanoseconds per unit of each {@link Term}
     * @param separate whether the engine computes decodes and prefills of large batches in calls of their own
     */
    public CalibratedTimes(int[] knots, double[] tokenNanos, Map<Term, Double> termNanos, boolean separate) {
        this.separate = separate;
        this.knots = knots.clone();
        this.tokenNanos = tokenNanos.clone();
        this.termNanos = new EnumMap<>(termNanos);
        terms = Arrays.stream(TERMS)
                .mapToDouble(t -> termNanos.getOrDefault(t, Double.NaN))
                .toArray();
        checkKnots();
        checkCosts("token_ns", this.tokenNanos, knots.length);
        checkCosts("terms", terms, TERMS.length);
    }

    private void checkKnots() {
        for (int i = 0; i < knots.length; i++) {
            if (i == 0 ? knots[i] != 1 : knots[i] <= knots[i - 1]) {
                throw new IllegalArgumentException("knots are " + Arrays.toString(knots) + "; they must rise from 1");
            }
        }
    }

    private static void checkCosts(String name, double[] costs, int count) {
        if (costs.length != count || count == 0) {
            throw new IllegalArgumentException(
                    name + " has " + costs.length + " values; it must have " + Math.max(1, count));
        }
        for (double cost : costs) {
            if (!(cost >= 0 && cost < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(name + " has the value " + cost + "; it must be >= 0");
            }
        }
    }

    @Override
    public double stageNanos(BatchShape shape, boolean lastStage) {
        if (shape.tokens() == 0) {
            return 0;
        }
        double nanos = 0;
        for (KernelCall call : KernelCall.of(shape, separate)) {
            nanos += nanos(call);
        }
        return Math.max(1, nanos);
    }

    private double nanos(KernelCall call) {
        int tokens = call.tokens();
        double nanos = 0;
        for (int i = 0; i < knots.length && tokens > knots[i]; i++) {
            int end = i + 1 < knots.length ? Math.min(tokens, knots[i + 1]) : tokens;
            nanos += tokenNanos[i] * (end - knots[i]);
        }
        for (int i = 0; i < TERMS.length; i++) {
            nanos += terms[i] * TERMS[i].of(call);
        }
        return nanos;
    }

    /** Whether the engine computes decodes and prefills of large batches in calls of their own. */
    public boolean separate() {
        return separate;
    }

    /** Token counts at which the cost of a token changes. */
    public int[] knots() {
        return knots.clone();
    }

    /** Nanoseconds per token from each knot on. */
    public double[] tokenNanos() {
        return tokenNanos.clone();
    }

    /** Nanoseconds per unit of each term. */
    public Map<Term, Double> termNanos() {
        return Collections.unmodifiableMap(termNanos);
    }
}
