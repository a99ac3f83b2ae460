package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.OperatorTimes;
import dev.sangam.core.batchtime.TokenOperator;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a profile measured for one model, per operator, and the regressors trained on it: random forests, as in Vidur,
 * with the parameters its recorded tables were trained with (250 trees, 32 deep, split down to 2 rows; one corner of
 * the grid it searches), or the limit of infinitely many trees where there is but one feature.
 *
 * @param tokens milliseconds by tokens
 * @param decode milliseconds by (sequences, context)
 * @param prefill milliseconds by (context, squared chunk)
 */
record Measurements(Map<TokenOperator, Curve> tokens, Surface decode, Surface prefill) {
    /** Changes whenever equal measurements would give other tables. */
    static final String REGRESSOR = "neighbour bag, forest of 250, 1";

    static final int TREES = 250;
    static final long SEED = 20240513;

    /** Tables as far as {@code range} and the measurements reach. */
    OperatorTimes train(TableRange range) {
        OperatorTimes.Builder times = OperatorTimes.builder();
        tokens.forEach((operator, curve) -> {
            NeighbourBag bag = new NeighbourBag(curve);
            int last = (int) reach(curve.x(), 1, range.maxTokens());
            times.tokens(
                    operator,
                    IntStream.rangeClosed(1, last).mapToDouble(bag::predict).toArray());
        });
        return times.decode(decodeGrid(range)).prefill(prefillGrid(range)).build();
    }

    private double[][] decodeGrid(TableRange range) {
        double[] sequences = axis(1, 1, reach(decode.x(), 1, range.maxDecodes()));
        double[] contexts = contexts(decode.z(), range);
        return Forest.grid(decode, sequences, contexts, TREES, SEED);
    }

    private double[][] prefillGrid(TableRange range) {
        double[] chunks = Arrays.stream(prefill.z()).map(Math::sqrt).toArray();
        double[] squares = axis(1, 1, reach(chunks, 1, range.maxChunk()));
        Arrays.setAll(squares, i -> squares[i] * squares[i]);
        return Forest.grid(prefill, contexts(prefill.x(), range), squares, TREES, SEED);
    }

    private static double[] contexts(double[] measured, TableRange range) {
        int step = OperatorTimes.CONTEXT_STEP;
        return axis(0, step, reach(measured, step, range.maxContext()));
    }

    /** The largest measured value, rounded up to a multiple of {@code step}, if it is below {@code limit}. */
    private static double reach(double[] measured, int step, int limit) {
        double largest = Arrays.stream(measured).max().orElse(0);
        return Math.clamp(Math.ceil(largest / step) * step, 1, limit);
    }

    private static double[] axis(int first, int step, double last) {
        return IntStream.rangeClosed(0, (int) ((last - first) / step))
                .mapToDouble(i -> first + (double) i * step)
                .toArray();
    }
}
