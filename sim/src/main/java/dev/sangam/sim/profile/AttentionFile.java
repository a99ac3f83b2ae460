package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.AttentionGrid;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code attention.csv}: microseconds of one layer's attention on a grid of four axes. */
final class AttentionFile {
    private static final List<String> COLUMNS =
            List.of("prefill_chunk", "kv_prefill", "n_decode", "kv_decode", "time_us");

    private AttentionFile() {}

    static AttentionGrid read(Path file) {
        AttentionGrid.Builder grid = AttentionGrid.builder();
        new TimedRows(file, COLUMNS).forEach(row -> {
            if (row.has("layer") && !row.text("layer").equals("attention")) {
                throw row.error("layer", "'attention'; models with further attention kernels are not known here");
            }
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
            if (!grid.add(chunk, history, decodes, decodeHistory, row.micros("time_us"))) {
                throw row.repeated("this point of the grid");
            }
        });
        try {
            return grid.build();
        } catch (IllegalArgumentException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }
}
