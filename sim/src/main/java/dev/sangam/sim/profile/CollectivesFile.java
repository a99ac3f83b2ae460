package dev.sangam.sim.profile;

import dev.sangam.core.batchtime.Collectives;
import dev.sangam.core.batchtime.CostCurve;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code collectives.csv}: microseconds of communication among GPUs of one node, by bytes. */
final class CollectivesFile {
    private static final String ALL_REDUCE = "all_reduce";
    private static final String ALL_GATHER = "all_gather";
    private static final String SEND = "send_recv";
    private static final List<String> KNOWN = List.of(ALL_REDUCE, ALL_GATHER, SEND);

    /** By collective and number of GPUs. */
    private final Map<List<Object>, TreeMap<Integer, Double>> points = new HashMap<>();

    private CollectivesFile() {}

    /** A file that may be absent: nothing was measured then. */
    static CollectivesFile read(Path file) {
        CollectivesFile read = new CollectivesFile();
        if (Files.exists(file)) {
            new TimedRows(file, List.of("collective", "gpus", "bytes", "time_us")).forEach(read::add);
        }
        return read;
    }

    private void add(TimedRows.Row row) {
        String collective = row.text("collective");
        if (!KNOWN.contains(collective)) {
            throw row.error("collective", "one of " + KNOWN);
        }
        TreeMap<Integer, Double> ofThese =
                points.computeIfAbsent(List.of(collective, row.count("gpus", 2)), key -> new TreeMap<>());
        if (ofThese.put(row.bytes("bytes"), row.micros("time_us")) != null) {
            throw row.repeated(collective + " of " + row.text("bytes") + " bytes among " + row.text("gpus"));
        }
    }

    /** Whether all-reduces among so many GPUs were measured; one GPU needs none. */
    boolean has(int gpus) {
        return gpus == 1 || points.containsKey(List.of(ALL_REDUCE, gpus));
    }

    /** What was measured for the GPUs that share a layer, with the figures of their links for the rest. */
    Communication of(Collectives links) {
        return new Communication(
                links, curve(ALL_REDUCE, links.tensor()), curve(ALL_GATHER, links.tensor()), curve(SEND, 2));
    }

    private @Nullable CostCurve curve(String collective, int gpus) {
        TreeMap<Integer, Double> measured = points.get(List.of(collective, gpus));
        return measured == null ? null : LayerCurves.curve(measured);
    }
}
