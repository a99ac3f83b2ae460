package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.CostCurve;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Times by operator and count, as in {@code dense.csv} (by tokens) and {@code per_sequence.csv} (by sequences). */
final class LayerCurves {
    private final Path file;
    private final Map<String, TreeMap<Integer, Double>> points = new TreeMap<>();

    private LayerCurves(Path file) {
        this.file = file;
    }

    /**
     * Reads a file.
     *
     * @param count name of the column that counts
     * @param known operators that may be there
     */
    static LayerCurves read(Path file, String count, Set<String> known) {
        LayerCurves curves = new LayerCurves(file);
        new TimedRows(file, List.of("layer", count, "time_us")).forEach(row -> {
            String layer = row.text("layer");
            if (!known.contains(layer)) {
                throw row.error("layer", "one of " + known);
            }
            TreeMap<Integer, Double> ofLayer = curves.points.computeIfAbsent(layer, name -> new TreeMap<>());
            if (ofLayer.put(row.count(count, 1), row.micros("time_us")) != null) {
                throw row.repeated(layer + " at " + row.text(count) + " " + count);
            }
        });
        return curves;
    }

    boolean has(String layer) {
        return points.containsKey(layer);
    }

    /** The curve of an operator that must be there. */
    CostCurve curve(String layer) {
        TreeMap<Integer, Double> ofLayer = points.get(layer);
        if (ofLayer == null) {
            throw new InputException(file + ": has no operator " + layer + "; it has " + points.keySet());
        }
        return CostCurve.of(
                ofLayer.keySet().stream().mapToInt(Integer::intValue).toArray(),
                ofLayer.values().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
