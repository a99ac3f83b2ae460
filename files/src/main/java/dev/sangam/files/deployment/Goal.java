package dev.sangam.files.deployment;

import dev.sangam.core.metric.LatencyGoal;
import dev.sangam.core.metric.Metric;
import dev.sangam.files.Section;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the {@code slos:} list: {@code ttft p99 < 2s}, or for one QoS class {@code chat: tbt p99 < 100ms}.
 *
 * @param qosClass name of the class, empty for all requests
 * @param goal the bound
 */
public record Goal(Optional<String> qosClass, LatencyGoal goal) {
    private static final Pattern LINE = Pattern.compile("(?:(.+?):)?\\s*([a-z_]+)\\s+([a-z0-9]+)\\s*<\\s*(.+)");

    static List<Goal> read(Section root, List<String> classes) {
        return root.texts("slos").stream()
                .map(text -> parse(root, text, classes))
                .toList();
    }

    private static Goal parse(Section root, String text, List<String> classes) {
        Matcher m = LINE.matcher(text.strip());
        Optional<Metric> metric = m.matches() ? named(Metric.values(), m.group(2)) : Optional.empty();
        Optional<LatencyGoal.Figure> figure =
                m.matches() ? named(LatencyGoal.Figure.values(), m.group(3)) : Optional.empty();
        Optional<Long> limit = m.matches() ? Section.nanos(m.group(4)) : Optional.empty();
        if (metric.isEmpty() || figure.isEmpty() || limit.isEmpty()) {
            throw root.error(
                    "slos", "has '" + text + "'; a line must read like 'ttft p99 < 2s' or 'chat: tbt p99 < 100ms'");
        }
        Optional<String> qos = Optional.ofNullable(m.group(1)).map(String::strip);
        if (qos.isPresent() && !classes.contains(qos.get())) {
            throw root.error(
                    "slos",
                    "names class '" + qos.get() + "' in '" + text + "'; the workload's classes are " + classes
                            + ". Maybe set workload.class");
        }
        try {
            return new Goal(qos, new LatencyGoal(metric.get(), figure.get(), limit.get()));
        } catch (IllegalArgumentException e) {
            throw root.error("slos", "has '" + text + "', but " + e.getMessage());
        }
    }

    private static <T extends Enum<T>> Optional<T> named(T[] values, String text) {
        return List.of(values).stream()
                .filter(v -> v.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
    }

    @Override
    public String toString() {
        return qosClass.map(c -> c + ": ").orElse("") + goal;
    }
}
