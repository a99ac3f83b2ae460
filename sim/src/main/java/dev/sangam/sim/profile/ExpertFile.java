package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.CostCurve;
import dev.sangam.core.model.FeedForward.Mixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Reads {@code moe.csv}: microseconds of a layer's mixture of experts by tokens and by how many experts they touch. The
 * experts touched are not known before a run, so the curve by tokens takes the number expected of an even router.
 */
final class ExpertFile {
    private final TreeMap<Integer, TreeMap<Integer, Double>> byExperts = new TreeMap<>();

    private ExpertFile() {}

    static ExpertFile read(Path file) {
        ExpertFile read = new ExpertFile();
        new TimedRows(file, List.of("tokens", "activated_experts", "time_us")).forEach(read::add);
        if (read.byExperts.isEmpty()) {
            throw new InputException(file + ": has no rows without expert parallelism (ep 1)");
        }
        return read;
    }

    private void add(TimedRows.Row row) {
        if (row.has("ep") && row.count("ep", 1) > 1) {
            return;
        }
        int experts = row.count("activated_experts", 1);
        TreeMap<Integer, Double> byTokens = byExperts.computeIfAbsent(experts, n -> new TreeMap<>());
        if (byTokens.put(row.count("tokens", 1), row.micros("time_us")) != null) {
            throw row.repeated("this number of tokens and experts");
        }
    }

    /** Microseconds by tokens of a layer whose router is even. */
    CostCurve curve(Mixture mixture) {
        int[] tokens = byExperts.values().stream()
                .flatMapToInt(m -> m.keySet().stream().mapToInt(Integer::intValue))
                .sorted()
                .distinct()
                .toArray();
        double[] micros = new double[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            micros[i] = at(mixture.expectedExperts(tokens[i]), tokens[i]);
        }
        return CostCurve.of(tokens, micros);
    }

    /** Microseconds by tokens for each number of experts. */
    Map<Integer, ? extends NavigableMap<Integer, Double>> points() {
        return byExperts;
    }

    /** Microseconds of tokens that touch so many experts in all. */
    double at(double experts, int tokens) {
        Map<Integer, Double> atTokens = new TreeMap<>();
        byExperts.forEach((count, byTokens) ->
                atTokens.put(count, LayerCurves.curve(byTokens).at(tokens)));
        return LayerCurves.curve(atTokens).at(experts);
    }
}
