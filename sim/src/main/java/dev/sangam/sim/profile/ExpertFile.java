package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.CostCurve;
import dev.sangam.core.model.FeedForward.Mixture;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads {@code moe.csv}: microseconds of a layer's mixture of experts by tokens and by how many experts they touch. The
 * experts touched are not known before a run, so the curve by tokens takes the number expected of an even router.
 */
final class ExpertFile {
    private ExpertFile() {}

    static CostCurve read(Path file, Mixture mixture) {
        TreeMap<Integer, TreeMap<Integer, Double>> byExperts = new TreeMap<>();
        new TimedRows(file, List.of("tokens", "activated_experts", "time_us")).forEach(row -> {
            if (row.has("ep") && row.count("ep", 1) > 1) {
                return;
            }
            int experts = row.count("activated_experts", 1);
            TreeMap<Integer, Double> byTokens = byExperts.computeIfAbsent(experts, n -> new TreeMap<>());
            if (byTokens.put(row.count("tokens", 1), row.micros("time_us")) != null) {
                throw row.repeated("this number of tokens and experts");
            }
        });
        if (byExperts.isEmpty()) {
            throw new InputException(file + ": has no rows without expert parallelism (ep 1)");
        }
        int[] tokens = byExperts.values().stream()
                .flatMapToInt(m -> m.keySet().stream().mapToInt(Integer::intValue))
                .sorted()
                .distinct()
                .toArray();
        double[] micros = new double[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            micros[i] = at(byExperts, tokens[i], mixture.expectedExperts(tokens[i]));
        }
        return CostCurve.of(tokens, micros);
    }

    private static double at(Map<Integer, ? extends Map<Integer, Double>> byExperts, int tokens, double experts) {
        Map<Integer, Double> atTokens = new TreeMap<>();
        byExperts.forEach(
                (count, byTokens) -> atTokens.put(count, curve(byTokens).at(tokens)));
        return curve(atTokens).at(experts);
    }

    private static CostCurve curve(Map<Integer, Double> points) {
        return CostCurve.of(
                points.keySet().stream().mapToInt(Integer::intValue).toArray(),
                points.values().stream().mapToDouble(Double::doubleValue).toArray());
    }
}
