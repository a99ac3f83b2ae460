package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.CostCurve;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
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

    /** The operators that are there. */
    Set<String> layers() {
        return points.keySet();
    }

    /** Refuses a file that lacks any of these operators. */
    void require(Collection<String> layers) {
        List<String> missing =
                layers.stream().distinct().filter(layer -> !has(layer)).toList();
        if (!missing.isEmpty()) {
            throw new InputException(
                    file + ": has no operator " + String.join(", ", missing) + "; it has " + points.keySet());
        }
    }

    /** Microseconds by count of an operator that must be there. */
    NavigableMap<Integer, Double> points(String layer) {
        require(List.of(layer));
        return Objects.requireNonNull(points.get(layer));
    }

    /** The curve of an operator that must be there. */
    CostCurve curve(String layer) {
        return curve(points(layer));
    }

    /** The curve through points. */
    static CostCurve curve(Map<Integer, Double> points) {
        return CostCurve.of(
                points.keySet().stream().mapToInt(Integer::intValue).toArray(),
                points.values().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
