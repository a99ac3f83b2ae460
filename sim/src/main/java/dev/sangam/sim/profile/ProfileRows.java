package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The rows of a profile CSV that passed the filters so far; a filter that leaves none says what there is instead. */
final class ProfileRows {
    private final String file;
    private final NumberCsv csv;
    private final int[] rows;
    private final String chosen;

    private ProfileRows(String file, NumberCsv csv, int[] rows, String chosen) {
        this.file = file;
        this.csv = csv;
        this.rows = rows;
        this.chosen = chosen;
    }

    /** Reads the key columns, which must be there, and the median times of the operators that are. */
    static ProfileRows read(Path file, byte[] bytes, List<String> keys, List<String> operators) {
        List<String> medians = operators.stream().map(ProfileRows::median).toList();
        NumberCsv csv = NumberCsv.parse(file.toString(), bytes, keys, medians);
        if (csv.rows() == 0) {
            throw new InputException(file + ": has no rows below its header");
        }
        return new ProfileRows(
                file.toString(), csv, IntStream.range(0, csv.rows()).toArray(), "");
    }

    /** The rows whose {@code key} has this value. */
    ProfileRows where(String key, int value) {
        double[] column = csv.column(key);
        int[] left = Arrays.stream(rows).filter(row -> column[row] == value).toArray();
        String condition = key + " " + value;
        if (left.length == 0) {
            throw none(condition, key);
        }
        return new ProfileRows(file, csv, left, chosen + (chosen.isEmpty() ? " with " : ", ") + condition);
    }

    /** The rows whose {@code key} has this value or a larger one. */
    ProfileRows whereAtLeast(String key, int value) {
        double[] column = csv.column(key);
        int[] left = Arrays.stream(rows).filter(row -> column[row] >= value).toArray();
        if (left.length == 0) {
            throw none(key + " >= " + value, key);
        }
        return new ProfileRows(file, csv, left, chosen);
    }

    /** A key column, checked to be finite and at least {@code min}. */
    double[] amounts(String key, int min) {
        double[] column = csv.column(key);
        for (int row : rows) {
            if (!(column[row] >= min && column[row] < Double.POSITIVE_INFINITY)) {
                throw csv.error(row, key, "a number >= " + min);
            }
        }
        return Surface.pick(column, rows);
    }

    /** Median milliseconds of an operator; where it was not measured, 0 or an error. */
    double[] times(String operator, boolean zeroIfAbsent) {
        String median = median(operator);
        if (!csv.has(median)) {
            if (zeroIfAbsent) {
                return new double[rows.length];
            }
            throw new InputException(file + ":1: there is no column " + median);
        }
        double[] times = Surface.pick(csv.column(median), rows);
        for (int i = 0; i < times.length; i++) {
            if (zeroIfAbsent && Double.isNaN(times[i])) {
                times[i] = 0;
            }
            if (!(times[i] >= 0 && times[i] <= Forest.MAX_MS)) {
                throw csv.error(rows[i], median, "a time between 0 and " + (int) Forest.MAX_MS + " ms");
            }
        }
        return times;
    }

    /** The largest value of a key. */
    double max(String key) {
        return values(key).max().orElse(0);
    }

    private InputException none(String condition, String key) {
        String present = values(key)
                .sorted()
                .distinct()
                .mapToObj(value -> value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value))
                .limit(12)
                .collect(Collectors.joining(", "));
        return new InputException(file + ": has no rows for " + condition + chosen + "; it has " + present);
    }

    private DoubleStream values(String key) {
        double[] column = csv.column(key);
        return Arrays.stream(rows).mapToDouble(row -> column[row]);
    }

    private static String median(String operator) {
        return "time_stats." + operator + ".median";
    }
}
