package dev.sangam.core.batchtime;

import dev.sangam.core.InputException;

/**
 * Vidur's batch-time model (Agrawal et al., MLSys 2024, section 4.3; rounding as in its published code): the sum of
 * operator times of a layer, times the layers of the stage.
 *
 * <ul>
 *   <li>Token operators are read at the number of tokens rounded up to a multiple of 8; saving to the KV cache at the
 *       exact number.
 *   <li>Decode attention is read at (sequences, mean context rounded down, then up to a multiple of 64).
 *   <li>Prefill attention is read at (sum of contexts, each rounded up to a multiple of 64; root of the sum of squared
 *       chunks, rounded).
 *   <li>With grouped-query attention, more than one decode costs 10 % more, and so does more than one prefill.
 *   <li>An all-reduce costs 0.02 ms of launch time more, twice per layer, when the tensor parallel size is above 1.
 * </ul>
 *
 * <p>Sums are taken in Vidur's order, so predictions equal its predictions to the bit. Tables are folded at
 * construction: a prediction reads six neighbouring cells by tokens, one of decode and one of prefill attention.
 *
 * <p>Outside the tables, where Vidur fails, each axis is continued by the line from its middle through its end, never
 * falling; prefill attention as a function of the squared chunk. There is no embedding, LM head or sampler in this
 * model. Immutable, so shared freely between threads.
 */
public final class OperatorTables implements BatchTimeModel {
    private static final double GROUPED_QUERY_OVERHEAD = 0.1;

    private final int layers;
    private final double several;
    private final TokenRows rows;
    private final TimeGrid decode;
    private final TimeGrid prefill;

    /** Folds the tables; refuses those that lack a collective which the sharding needs. */
    public OperatorTables(OperatorTimes times, Sharding sharding) {
        require(times, TokenOperator.ALL_REDUCE, sharding.tensorParallel() > 1);
        require(times, TokenOperator.SEND_RECV, sharding.pipelineStages() > 1);
        layers = sharding.layersPerStage();
        several = sharding.groupedQuery() ? 1 + GROUPED_QUERY_OVERHEAD : 1;
        rows = new TokenRows(times, sharding);
        decode = TimeGrid.decode(times.decode(), several);
        prefill = TimeGrid.prefill(times.prefill());
    }

    @Override
    public double stageNanos(BatchShape shape, boolean lastStage) {
        return stageSeconds(shape, lastStage) * 1e9;
    }

    /** Seconds that one pipeline stage takes, equal to Vidur's prediction to the bit inside the tables. */
    public double stageSeconds(BatchShape shape, boolean lastStage) {
        int tokens = shape.tokens();
        if (tokens == 0) {
            return 0;
        }
        double[] cells = rows.array(tokens);
        int row = rows.offset(tokens);
        double attention = cells[row + TokenRows.BEFORE_ATTENTION]
                + decodeMs(shape)
                + prefillMs(shape)
                + cells[row + TokenRows.REDUCE]
                + cells[row + TokenRows.INPUT_NORM];
        double block = attention + cells[row + TokenRows.MLP] + cells[row + TokenRows.RESIDUAL];
        double send = lastStage ? 0 : cells[row + TokenRows.SEND];
        return (block * layers + send) * 1e-3;
    }

    private double decodeMs(BatchShape shape) {
        int decodes = shape.decodes();
        return decodes == 0 ? 0 : decode.at(decodes, steps(shape.decodeContext() / decodes));
    }

    private double prefillMs(BatchShape shape) {
        int prefills = shape.prefills();
        if (prefills == 0) {
            return 0;
        }
        long chunk = Math.max(1, Math.round(Math.sqrt((double) shape.prefillSquares())));
        double ms = prefill.at(chunk, steps(shape.prefillContext64()));
        return prefills > 1 ? ms * several : ms;
    }

    private static long steps(long context) {
        return (context + OperatorTimes.CONTEXT_STEP - 1) / OperatorTimes.CONTEXT_STEP;
    }

    private static void require(OperatorTimes times, TokenOperator operator, boolean needed) {
        if (needed && !times.has(operator)) {
            throw new InputException("the operator tables have no " + operator.id() + "; "
                    + (operator == TokenOperator.ALL_REDUCE ? "tensor" : "pipeline") + " parallelism needs it");
        }
    }
}
