package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.AttentionGrid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code attention.csv}: microseconds of one layer's attention on a grid of four axes. */
final class AttentionFile {
    private static final List<String> COLUMNS =
            List.of("prefill_chunk", "kv_prefill", "n_decode", "kv_decode", "time_us");

    private AttentionFile() {}

    /**
     * A measured point.
     *
     * @param chunk tokens of the prefill chunk; 0 for decodes alone
     * @param history tokens in the cache before it
     * @param decodes number of decodes; 0 for a prefill alone
     * @param decodeHistory tokens in the cache before each
     */
    record AttentionPoint(int chunk, int history, int decodes, int decodeHistory, double micros) {}

    static AttentionGrid read(Path file) {
        try {
            return grid(points(file));
        } catch (IllegalArgumentException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException when they are too few, or too many */
    static AttentionGrid grid(List<AttentionPoint> points) {
        AttentionGrid.Builder grid = AttentionGrid.builder();
        points.forEach(p -> grid.add(p.chunk, p.history, p.decodes, p.decodeHistory, p.micros));
        return grid.build();
    }

    static List<AttentionPoint> points(Path file) {
        List<AttentionPoint> points = new ArrayList<>();
        Set<List<Integer>> seen = new HashSet<>();
        new TimedRows(file, COLUMNS).forEach(row -> {
            if (row.has("layer") && !row.text("layer").equals("attention")) {
                throw row.error("layer", "'attention'; models with further attention kernels are not known here");
            }
            AttentionPoint point = point(row);
            if (!seen.add(List.of(point.chunk, point.history, point.decodes, point.decodeHistory))) {
                throw row.repeated("this point of the grid");
            }
            points.add(point);
        });
        return points;
    }

    /** The point of a row, whichever file of such rows it is in. */
    static AttentionPoint point(TimedRows.Row row) {
        int chunk = row.count("prefill_chunk", 0);
        int decodes = row.count("n_decode", 0);
        int history = row.count("kv_prefill", 0);
        int decodeHistory = row.count("kv_decode", 0);
        if (chunk == 0 && history > 0) {
            throw row.error("kv_prefill", "0 without a prefill_chunk");
        }
        if (decodes == 0 && decodeHistory > 0) {
            throw row.error("kv_decode", "0 without decodes");
        }
        if (chunk == 0 && decodes == 0) {
            throw row.error("prefill_chunk", ">= 1 when n_decode is 0");
        }
        return new AttentionPoint(chunk, history, decodes, decodeHistory, row.micros("time_us"));
    }
}
