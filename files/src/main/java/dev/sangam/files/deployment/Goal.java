package dev.sangam.files.deployment;

import dev.sangam.core.metric.Metric;
import dev.sangam.core.metric.MetricGoal;
import dev.sangam.core.metric.MetricGoal.Figure;
import dev.sangam.core.metric.MetricGoal.Relation;
import dev.sangam.files.Section;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A goal as people write it, in the {@code slos:} list of a deployment or in a flag: {@code ttft p99 < 2s} (or {@code
 * ttft.p99<2s}), {@code attainment >= 99%}, or for one QoS class {@code chat: tbt p99 < 100ms}.
 *
 * @param qosClass name of the class, empty for all requests
 * @param goal the bound
 */
public record Goal(Optional<String> qosClass, MetricGoal goal) {
    private static final Pattern LINE =
            Pattern.compile("(?:(.+?):)?\\s*([a-z_]+)(?:[ .]\\s*([a-z0-9]+))?\\s*(<=|>=|<|>)\\s*(.+)");
    private static final Pattern SHARE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(%?)");
    private static final Pattern RATE = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)\\s*(?:/s)?");

    static List<Goal> read(Section root, List<String> classes) {
        return root.texts("slos").stream()
                .map(text -> {
                    try {
                        return simulated(parse(text, classes), text);
                    } catch (IllegalArgumentException e) {
                        throw root.error("slos", String.valueOf(e.getMessage()));
                    }
                })
                .toList();
    }

    private static Goal simulated(Goal goal, String text) {
        if (goal.goal.metric().client()) {
            throw new IllegalArgumentException("has '" + text + "', but only a client of an endpoint can know "
                    + goal.goal.metric().id());
        }
        return goal;
    }

    /**
     * Reads one.
     *
     * @param classes names of the workload's classes
     * @throws IllegalArgumentException that continues a sentence which begins with the goal's place: {@code has 'x'; ...}
     */
    public static Goal parse(String text, List<String> classes) {
        Matcher m = LINE.matcher(text.strip());
        Optional<Metric> metric = m.matches() ? named(Metric.values(), Metric::id, m.group(2)) : Optional.empty();
        Optional<Figure> figure = metric.isEmpty()
                ? Optional.empty()
                : m.group(3) == null
                        ? Optional.of(Figure.ITSELF)
                        : named(Figure.values(), f -> f.name().toLowerCase(Locale.ROOT), m.group(3))
                                .filter(f -> f != Figure.ITSELF);
        Optional<Double> limit = figure.isEmpty() ? Optional.empty() : limit(metric.orElseThrow(), m.group(5));
        if (limit.isEmpty()) {
            throw new IllegalArgumentException("has '" + text
                    + "'; a goal must read like 'ttft p99 < 2s', 'attainment >= 99%' or 'chat: tbt p99 < 100ms'");
        }
        Optional<String> qos = Optional.ofNullable(m.group(1)).map(String::strip);
        if (qos.isPresent() && !classes.contains(qos.get())) {
            throw new IllegalArgumentException("names class '" + qos.get() + "' in '" + text
                    + "'; the workload's classes are " + classes + ". Maybe set workload.class");
        }
        try {
            Relation relation =
                    named(Relation.values(), Relation::sign, m.group(4)).orElseThrow();
            return new Goal(
                    qos, new MetricGoal(metric.orElseThrow(), figure.orElseThrow(), relation, limit.orElseThrow()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("has '" + text + "', but " + e.getMessage(), e);
        }
    }

    /** Of a metric that cannot be a goal any number will do: it is refused for that. */
    private static Optional<Double> limit(Metric metric, String text) {
        return switch (metric.kind()) {
            case TIMES -> Section.nanos(text).map(nanos -> nanos / 1e9);
            case SHARES, SHARE -> share(text.strip());
            case RATE ->
                Optional.of(RATE.matcher(text.strip()))
                        .filter(Matcher::matches)
                        .map(m -> Double.parseDouble(m.group(1)));
            case OTHER -> Optional.of(0.0);
        };
    }

    private static Optional<Double> share(String text) {
        Matcher m = SHARE.matcher(text);
        return m.matches()
                ? Optional.of(Double.parseDouble(m.group(1)) / (m.group(2).isEmpty() ? 1 : 100))
                : Optional.empty();
    }

    private static <T> Optional<T> named(T[] values, Function<T, String> name, String text) {
        return Stream.of(values).filter(v -> name.apply(v).equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return qosClass.map(c -> c + ": ").orElse("") + goal;
    }
}
