package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.SkewTable;
import dev.sangam.core.batchtime.SkewTable.Bucket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code skew_fit.csv}. A bucket names its bounds by labels such as {@code n<=128}, {@code sr<=15%}, {@code kvB<=16k},
 * {@code kp=0} or {@code kp<=2k}, and {@code n>256} beyond the largest; k is 1024.
 */
final class SkewFile {
    private static final Pattern LABEL = Pattern.compile("(n|sr|kvB|kp)(<=|=|>)([0-9]{1,7})([k%]?)");
    private static final List<String> COLUMNS =
            List.of("pc", "n_label", "skew_rate_label", "kv_big_label", "kp_label", "alpha", "n_samples");

    private SkewFile() {}

    /**
     * The table of a file.
     *
     * @param pooled alpha of batches outside the buckets; when empty, the mean of the buckets by number of samples
     */
    static SkewTable read(Path file, OptionalDouble pooled) {
        List<Bucket> buckets = new ArrayList<>();
        Set<Bucket> seen = new HashSet<>();
        double[] sums = new double[2];
        new TimedRows(file, COLUMNS).forEach(row -> {
            Bucket key = bucket(row, 0);
            if (!seen.add(key)) {
                throw row.repeated("this bucket");
            }
            double alpha = row.number("alpha");
            int samples = row.count("n_samples", 1);
            buckets.add(bucket(row, alpha));
            sums[0] += alpha * samples;
            sums[1] += samples;
        });
        try {
            return SkewTable.of(buckets, pooled.orElse(sums[0] / sums[1]));
        } catch (IllegalArgumentException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    private static Bucket bucket(TimedRows.Row row, double alpha) {
        return new Bucket(
                row.count("pc", 0),
                (int) bound(row, "n_label", "n"),
                bound(row, "skew_rate_label", "sr") / 100,
                (int) bound(row, "kv_big_label", "kvB"),
                (int) bound(row, "kp_label", "kp"),
                alpha);
    }

    private static double bound(TimedRows.Row row, String column, String axis) {
        Matcher m = LABEL.matcher(row.text(column));
        if (!m.matches() || !m.group(1).equals(axis) || m.group(4).equals("%") != axis.equals("sr")) {
            throw row.error(column, "a label such as " + axis + (axis.equals("sr") ? "<=15%" : "<=128"));
        }
        if (m.group(2).equals(">")) {
            return axis.equals("sr") ? 100 : Integer.MAX_VALUE;
        }
        return Integer.parseInt(m.group(3)) * (m.group(4).equals("k") ? 1024.0 : 1);
    }
}
