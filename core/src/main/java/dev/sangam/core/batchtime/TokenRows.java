package dev.sangam.core.batchtime;

import static dev.sangam.core.batchtime.TokenOperator.ADD;
import static dev.sangam.core.batchtime.TokenOperator.ALL_REDUCE;
import static dev.sangam.core.batchtime.TokenOperator.ATTN_KV_CACHE_SAVE;
import static dev.sangam.core.batchtime.TokenOperator.ATTN_POST_PROJ;
import static dev.sangam.core.batchtime.TokenOperator.ATTN_PRE_PROJ;
import static dev.sangam.core.batchtime.TokenOperator.ATTN_ROPE;
import static dev.sangam.core.batchtime.TokenOperator.INPUT_LAYERNORM;
import static dev.sangam.core.batchtime.TokenOperator.MLP_ACT;
import static dev.sangam.core.batchtime.TokenOperator.MLP_DOWN_PROJ;
import static dev.sangam.core.batchtime.TokenOperator.MLP_UP_PROJ;
import static dev.sangam.core.batchtime.TokenOperator.POST_ATTENTION_LAYERNORM;
import static dev.sangam.core.batchtime.TokenOperator.SEND_RECV;

/**
 * Token operators folded into rows by tokens: the partial sums that can be taken beforehand without changing the order
 * of Vidur's sum. A row is six neighbouring numbers, so a prediction touches one or two cache lines.
 */
final class TokenRows {
    /** Cells of a row, in milliseconds. */
    static final int BEFORE_ATTENTION = 0;

    static final int REDUCE = 1;
    static final int INPUT_NORM = 2;
    static final int MLP = 3;
    static final int RESIDUAL = 4;
    static final int SEND = 5;

    private static final int CELLS = 6;
    private static final double LAUNCH_MS = 0.02;

    private final int last;
    private final double[] rows;

    TokenRows(OperatorTimes times, Sharding sharding) {
        last = times.tokens(ATTN_PRE_PROJ).length;
        rows = new double[Math.multiplyExact(last + 1, CELLS)];
        for (int tokens = 1; tokens <= last; tokens++) {
            fold(times, sharding, tokens, (tokens + 7) & ~7);
        }
    }

    /** The array that holds the row of this many tokens. */
    double[] array(int tokens) {
        return tokens <= last ? rows : beyond(tokens);
    }

    /** Where in its array the row of this many tokens begins. */
    int offset(int tokens) {
        return tokens <= last ? tokens * CELLS : 0;
    }

    private void fold(OperatorTimes times, Sharding sharding, int exact, int tokens) {
        boolean reduces = sharding.tensorParallel() > 1;
        double reduce = reduces ? ms(times, ALL_REDUCE, tokens) + LAUNCH_MS : 0;
        int row = exact * CELLS;
        rows[row + BEFORE_ATTENTION] = ms(times, ATTN_PRE_PROJ, tokens)
                + ms(times, ATTN_POST_PROJ, tokens)
                + ms(times, ATTN_ROPE, tokens)
                + ms(times, ATTN_KV_CACHE_SAVE, exact);
        rows[row + REDUCE] = reduce;
        rows[row + INPUT_NORM] = ms(times, INPUT_LAYERNORM, tokens);
        rows[row + MLP] = ms(times, MLP_UP_PROJ, tokens)
                + ms(times, MLP_DOWN_PROJ, tokens)
                + ms(times, MLP_ACT, tokens)
                + reduce
                + ms(times, POST_ATTENTION_LAYERNORM, tokens);
        rows[row + RESIDUAL] = ms(times, ADD, tokens);
        rows[row + SEND] = sharding.pipelineStages() > 1 ? ms(times, SEND_RECV, tokens) : 0;
    }

    private double[] beyond(int tokens) {
        int half = last / 2;
        double[] row = new double[CELLS];
        for (int cell = 0; cell < CELLS; cell++) {
            row[cell] = TimeGrid.extended(half, rows[half * CELLS + cell], last, rows[last * CELLS + cell], tokens);
        }
        return row;
    }

    private static double ms(OperatorTimes times, TokenOperator operator, int tokens) {
        double[] column = times.tokens(operator);
        int end = column.length;
        int half = Math.max(1, end / 2);
        return tokens <= end
                ? column[tokens - 1]
                : TimeGrid.extended(half, column[half - 1], end, column[end - 1], tokens);
    }
}
