package dev.sangam.sim.profile;

import dev.sangam.sim.profile.AttentionFile.AttentionPoint;
import dev.sangam.sim.profile.OperatorFit.Point;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code held_out.csv} of our own profiler: points that were measured and are in no other file.
 *
 * @param curves operators by tokens or sequences
 * @param attention attention
 */
record HeldOutFile(Map<String, List<Point>> curves, List<AttentionPoint> attention) {
    private static final List<String> COLUMNS =
            List.of("layer", "count", "prefill_chunk", "kv_prefill", "n_decode", "kv_decode", "time_us");

    /** A file that may be absent: nothing was held out then. */
    static HeldOutFile read(Path file) {
        HeldOutFile read = new HeldOutFile(new HashMap<>(), new ArrayList<>());
        if (Files.exists(file)) {
            new TimedRows(file, COLUMNS).forEachOrNone(read::add);
        }
        return read;
    }

    private void add(TimedRows.Row row) {
        String layer = row.text("layer");
        if (layer.equals("attention")) {
            attention.add(AttentionFile.point(row));
        } else {
            Point point = new Point(new int[] {row.count("count", 1)}, row.micros("time_us"));
            curves.computeIfAbsent(layer, name -> new ArrayList<>()).add(point);
        }
    }
}
