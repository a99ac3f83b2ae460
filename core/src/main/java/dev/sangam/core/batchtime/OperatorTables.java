package dev.sangam.core.batchtime;

import dev.sangam.core.InputException;

/**
 * Vidur's batch-time model (Agrawal et al., MLSys 2024, section 4.3; rounding as in its published code): the sum of
 * operator times of a layer, times the layers of the stage.
 *
 * <ul>
 *   <li>Token operators are read at the number of tokens rounded up to a multiple of 8; saving to the KV cache at the exact
 *       number.
 *   <li>Decode attention is read at (sequences, mean context rounded down, then up to a multiple of 64).
 *   <li>Prefill attention is read at (sum of contexts, each rounded up to a multiple of 64; root of the sum of squared
 *       chunks, rounded).
 *   <li>With grouped-query attention, more than one decode costs 10 % more, and so does more than one prefill.
 *   <li>An all-reduce costs 0.02 ms of launch time more, twice per layer, when the tensor parallel size is above 1.
 * </ul>
 *
 * <p>Sums are taken in Vidur's order, so predictions equal its predictions to the bit. Tables are folded at construction:
 * a prediction reads six neighbouring cells by tokens, one of decode attention, one of prefill attention.
 *
 * <p>Where Vidur fails, outside the tables, each axis is continued by the secant over its upper half (prefill attention as
 * a function of the squared chunk), never falling: trained tables are staircases, so their last step alone says nothing.
 * There is no embedding, LM head or sampler in this model. Immutable, so shared freely between threads.
 */
public final class OperatorTables implements BatchTimeModel {
    private static final double ALL_REDUCE_LAUNCH_MS = 0.02;
    private static final double GROUPED_QUERY_OVERHEAD = 0.1;

    /** Cells of a folded row by tokens. */
    private static final int ATTENTION = 0;

    private static final int ALL_REDUCE = 1;
    private static final int INPUT_NORM = 2;
    private static final int MLP = 3;
    private static final int ADD = 4;
    private static final int SEND_RECV = 5;
    private static final int CELLS = 6;

    private final int layers;
    private final double severalPrefills;
    private final int maxTokens;
    private final double[] byTokens;
    private final int maxDecodes;
    private final int decodeContexts;
    private final double[] decode;
    private final int prefillContexts;
    private final int maxChunk;
    private final double[] prefill;

    public OperatorTables(OperatorTimes times, Sharding sharding) {
        require(times, TokenOperator.ALL_REDUCE, sharding.tensorParallel() > 1);
        require(times, TokenOperator.SEND_RECV, sharding.pipelineStages() > 1);
        layers = sharding.layersPerStage();
        double several = sharding.groupedQuery() ? 1 + GROUPED_QUERY_OVERHEAD : 1;
        severalPrefills = several;
        byTokens = foldTokens(times, sharding);
        maxTokens = byTokens.length / CELLS - 1;
        maxDecodes = times.decode().length;
        decodeContexts = times.decode()[0].length;
        decode = flat(times.decode());
        for (int i = decodeContexts; i < decode.length; i++) {
            decode[i] *= several;
        }
        prefillContexts = times.prefill().length;
        maxChunk = times.prefill()[0].length;
        prefill = flat(times.prefill());
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
        double[] cells = byTokens;
        int row = tokens * CELLS;
        if (tokens > maxTokens) {
            cells = rowBeyond(tokens);
            row = 0;
        }
        double allReduce = cells[row + ALL_REDUCE];
        double attention = cells[row + ATTENTION] + decodeMs(shape) + prefillMs(shape) + allReduce + cells[row + INPUT_NORM];
        double block = attention + cells[row + MLP] + cells[row + ADD];
        double sendRecv = lastStage ? 0 : cells[row + SEND_RECV];
        return (block * layers + sendRecv) * 1e-3;
    }

    private double decodeMs(BatchShape shape) {
        int decodes = shape.decodes();
        if (decodes == 0) {
            return 0;
        }
        long context = steps(shape.decodeContext() / decodes);
        if (decodes <= maxDecodes && context < decodeContexts) {
            return decode[(decodes - 1) * decodeContexts + (int) context];
        }
        return decodeBeyond(decodes, context);
    }

    private double prefillMs(BatchShape shape) {
        int prefills = shape.prefills();
        if (prefills == 0) {
            return 0;
        }
        long context = steps(shape.prefillContext64());
        long chunk = Math.max(1, Math.round(Math.sqrt((double) shape.prefillSquares())));
        double ms = context < prefillContexts && chunk <= maxChunk
                ? prefill[(int) context * maxChunk + (int) chunk - 1]
                : prefillBeyond(context, chunk);
        return prefills > 1 ? ms * severalPrefills : ms;
    }

    private double[] rowBeyond(int tokens) {
        int half = maxTokens / 2;
        double[] row = new double[CELLS];
        for (int cell = 0; cell < CELLS; cell++) {
            double atHalf = byTokens[half * CELLS + cell];
            double last = byTokens[maxTokens * CELLS + cell];
            row[cell] = extended(half, atHalf, maxTokens, last, tokens);
        }
        return row;
    }

    private double decodeBeyond(int decodes, long context) {
        if (decodes <= maxDecodes) {
            return alongContext(decode, (decodes - 1) * decodeContexts, 1, decodeContexts, context);
        }
        int half = Math.max(1, maxDecodes / 2);
        double atHalf = decodeBeyond(half, context);
        return extended(half, atHalf, maxDecodes, decodeBeyond(maxDecodes, context), decodes);
    }

    private double prefillBeyond(long context, long chunk) {
        if (chunk <= maxChunk) {
            return alongContext(prefill, (int) chunk - 1, maxChunk, prefillContexts, context);
        }
        double half = Math.max(1, maxChunk / 2);
        double atHalf = prefillBeyond(context, (long) half);
        double atLast = prefillBeyond(context, maxChunk);
        return extended(half * half, atHalf, (double) maxChunk * maxChunk, atLast, (double) chunk * chunk);
    }

    /** A value along the context axis of a flat grid, inside or beyond it. */
    private static double alongContext(double[] grid, int first, int stride, int length, long context) {
        int last = length - 1;
        if (context <= last) {
            return grid[first + (int) context * stride];
        }
        int half = last / 2;
        return extended(half, grid[first + half * stride], last, grid[first + last * stride], (double) context);
    }

    /** The line through two points of which the first may be the second, continued to {@code x}, never falling. */
    private static double extended(double x0, double y0, double x1, double y1, double x) {
        return x0 == x1 ? y1 * x / Math.max(1, x1) : y1 + Math.max(0, (y1 - y0) / (x1 - x0)) * (x - x1);
    }

    private static long steps(long context) {
        return (context + OperatorTimes.CONTEXT_STEP - 1) / OperatorTimes.CONTEXT_STEP;
    }

    private static double[] foldTokens(OperatorTimes times, Sharding sharding) {
        int max = times.tokens(TokenOperator.ATTN_PRE_PROJ).length;
        double[] rows = new double[(max + 1) * CELLS];
        for (int tokens = 1; tokens <= max; tokens++) {
            LayerTimes at = new LayerTimes(times, (tokens + 7) & ~7);
            double kvSave = new LayerTimes(times, tokens).ms(TokenOperator.ATTN_KV_CACHE_SAVE);
            double allReduce =
                    sharding.tensorParallel() > 1 ? at.ms(TokenOperator.ALL_REDUCE) + ALL_REDUCE_LAUNCH_MS : 0;
            int row = tokens * CELLS;
            rows[row + ATTENTION] = at.ms(TokenOperator.ATTN_PRE_PROJ)
                    + at.ms(TokenOperator.ATTN_POST_PROJ)
                    + at.ms(TokenOperator.ATTN_ROPE)
                    + kvSave;
            rows[row + ALL_REDUCE] = allReduce;
            rows[row + INPUT_NORM] = at.ms(TokenOperator.INPUT_LAYERNORM);
            rows[row + MLP] = at.ms(TokenOperator.MLP_UP_PROJ)
                    + at.ms(TokenOperator.MLP_DOWN_PROJ)
                    + at.ms(TokenOperator.MLP_ACT)
                    + allReduce
                    + at.ms(TokenOperator.POST_ATTENTION_LAYERNORM);
            rows[row + ADD] = at.ms(TokenOperator.ADD);
            rows[row + SEND_RECV] = sharding.pipelineStages() > 1 ? at.ms(TokenOperator.SEND_RECV) : 0;
        }
        return rows;
    }

    private static double[] flat(double[][] grid) {
        double[] cells = new double[Math.multiplyExact(grid.length, grid[0].length)];
        for (int i = 0; i < grid.length; i++) {
            System.arraycopy(grid[i], 0, cells, i * grid[i].length, grid[i].length);
        }
        return cells;
    }

    private static void require(OperatorTimes times, TokenOperator operator, boolean needed) {
        if (needed && !times.has(operator)) {
            throw new InputException("the operator tables have no " + operator.id() + "; "
                    + (operator == TokenOperator.ALL_REDUCE ? "tensor" : "pipeline") + " parallelism needs it");
        }
    }

    /** Times of the token operators at one number of tokens, inside or beyond each table. */
    private record LayerTimes(OperatorTimes times, int tokens) {
        double ms(TokenOperator operator) {
            double[] column = times.tokens(operator);
            int last = column.length;
            int half = Math.max(1, last / 2);
            return tokens <= last ? column[tokens - 1] : extended(half, column[half - 1], last, column[last - 1], tokens);
        }
    }
}
