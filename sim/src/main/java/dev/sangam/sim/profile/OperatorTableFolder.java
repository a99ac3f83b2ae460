package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.OperatorTimes;
import dev.sangam.core.batchtime.TokenOperator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a folder of complete operator tables, as recorded from Vidur: {@code <operator>.csv} or {@code .csv.gz}, with
 * the columns {@code num_tokens,prediction_ms}; for {@code attn_decode} {@code batch_size,kv_cache_size,prediction_ms};
 * for {@code attn_prefill} {@code kv_cache_size,prefill_chunk_size_squared,prediction_ms}. Milliseconds per layer.
 */
public final class OperatorTableFolder {
    private static final String MS = "prediction_ms";

    private OperatorTableFolder() {}

    /** All tables of a folder. Those of the collectives may be absent. */
    public static OperatorTimes read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new InputException(folder + ": is not a folder of operator tables");
        }
        OperatorTimes.Builder times = OperatorTimes.builder();
        for (TokenOperator operator : TokenOperator.values()) {
            Path file = file(folder, operator.id());
            if (!operator.optional() || Files.exists(file)) {
                times.tokens(operator, column(file));
            }
        }
        return times.decode(decode(file(folder, "attn_decode")))
                .prefill(prefill(file(folder, "attn_prefill")))
                .build();
    }

    private static Path file(Path folder, String operator) {
        Path plain = folder.resolve(operator + ".csv");
        return Files.exists(plain) ? plain : folder.resolve(operator + ".csv.gz");
    }

    private static double[] column(Path file) {
        NumberCsv csv = read(file, "num_tokens");
        int[] tokens = steps(csv, "num_tokens", 1, 1);
        return grid(csv, file, new int[csv.rows()], 1, tokens, count(tokens))[0];
    }

    private static double[][] decode(Path file) {
        NumberCsv csv = read(file, "batch_size", "kv_cache_size");
        int[] sequences = steps(csv, "batch_size", 1, 1);
        int[] contexts = steps(csv, "kv_cache_size", 0, OperatorTimes.CONTEXT_STEP);
        return grid(csv, file, sequences, count(sequences), contexts, count(contexts));
    }

    private static double[][] prefill(Path file) {
        String squared = "prefill_chunk_size_squared";
        NumberCsv csv = read(file, "kv_cache_size", squared);
        int[] contexts = steps(csv, "kv_cache_size", 0, OperatorTimes.CONTEXT_STEP);
        double[] squares = csv.column(squared);
        int[] chunks = new int[csv.rows()];
        for (int row = 0; row < chunks.length; row++) {
            double chunk = Math.sqrt(squares[row]);
            if (!(chunk >= 1 && chunk == Math.rint(chunk) && chunk <= Integer.MAX_VALUE)) {
                throw csv.error(row, squared, "the square of a number of tokens >= 1");
            }
            chunks[row] = (int) chunk - 1;
        }
        return grid(csv, file, contexts, count(contexts), chunks, count(chunks));
    }

    private static NumberCsv read(Path file, String... keys) {
        String[] names = Arrays.copyOf(keys, keys.length + 1);
        names[keys.length] = MS;
        NumberCsv csv = NumberCsv.read(file, List.of(names));
        if (csv.rows() == 0) {
            throw new InputException(file + ": has no rows");
        }
        double[] ms = csv.column(MS);
        for (int row = 0; row < ms.length; row++) {
            if (!(ms[row] >= 0 && ms[row] < Double.POSITIVE_INFINITY)) {
                throw csv.error(row, MS, "a time >= 0 ms");
            }
        }
        return csv;
    }

    /** A key column as indices: {@code first} is 0, then one more every {@code step}. */
    private static int[] steps(NumberCsv csv, String name, int first, int step) {
        double[] values = csv.column(name);
        int[] indices = new int[values.length];
        for (int row = 0; row < indices.length; row++) {
            double index = (values[row] - first) / step;
            if (!(index >= 0 && index == Math.rint(index) && index < Integer.MAX_VALUE)) {
                throw csv.error(row, name, "a whole number >= " + first + (step == 1 ? "" : ", a multiple of " + step));
            }
            indices[row] = (int) index;
        }
        return indices;
    }

    private static int count(int[] indices) {
        return Arrays.stream(indices).max().orElse(-1) + 1;
    }

    /** Puts every row in its cell. The grid must be complete, which is checked before it is allocated. */
    private static double[][] grid(NumberCsv csv, Path file, int[] y, int height, int[] x, int width) {
        if ((long) height * width != csv.rows()) {
            throw new InputException(file + ": has " + csv.rows() + " rows; a complete table of " + height + " x "
                    + width + " cells has " + (long) height * width);
        }
        double[][] cells = new double[height][width];
        for (double[] row : cells) {
            Arrays.fill(row, Double.NaN);
        }
        double[] ms = csv.column(MS);
        for (int row = 0; row < ms.length; row++) {
            if (!Double.isNaN(cells[y[row]][x[row]])) {
                throw csv.error(row, MS, "the only value of its cell");
            }
            cells[y[row]][x[row]] = ms[row];
        }
        return cells;
    }
}
