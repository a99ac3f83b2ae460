package dev.sangam.files;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Expands what a key may be into single values. */
final class Alternatives {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** More values than any key needs. */
    private static final int MAX = 10_000;

    private static final Set<String> BY_STEP = Set.of("from", "to", "step");
    private static final Set<String> BY_FACTOR = Set.of("from", "to", "times");

    private final Places places;

    private Alternatives(Places places) {
        this.places = places;
    }

    static List<Alternative> of(JsonNode value, String path, Places places) {
        List<Alternative> result = new ArrayList<>();
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                String at = path + "[" + i + "]";
                new Alternatives(places)
                        .values(value.get(i), at)
                        .forEach(each -> result.add(new Alternative(each.toString(), places.of(at))));
            }
        } else {
            new Alternatives(places)
                    .values(value, path)
                    .forEach(each -> result.add(new Alternative(each.toString(), places.of(path))));
        }
        if (result.isEmpty()) {
            throw places.error(path, " is an empty list; it must have at least one value");
        }
        return result;
    }

    private List<JsonNode> values(JsonNode value, String path) {
        if (!value.isObject()) {
            return List.of(value);
        }
        Set<String> keys = Set.copyOf(value.propertyNames());
        if (keys.equals(BY_STEP) || keys.equals(BY_FACTOR)) {
            return range(value, path);
        }
        List<Map<String, JsonNode>> combinations = List.of(Map.of());
        for (String key : value.propertyNames()) {
            combinations = combined(combinations, key, choices(value.get(key), path + "." + key), path);
        }
        return combinations.stream().map(Alternatives::mapping).toList();
    }

    private List<JsonNode> choices(JsonNode value, String path) {
        if (!value.isArray()) {
            return values(value, path);
        }
        List<JsonNode> result = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            result.addAll(values(value.get(i), path + "[" + i + "]"));
        }
        if (result.isEmpty()) {
            throw places.error(path, " is an empty list; it must have at least one value");
        }
        return result;
    }

    private List<Map<String, JsonNode>> combined(
            List<Map<String, JsonNode>> before, String key, List<JsonNode> values, String path) {
        if ((long) before.size() * values.size() > MAX) {
            throw places.error(path, " stands for more than " + MAX + " values; it must be fewer");
        }
        List<Map<String, JsonNode>> result = new ArrayList<>();
        for (Map<String, JsonNode> each : before) {
            for (JsonNode value : values) {
                Map<String, JsonNode> longer = new LinkedHashMap<>(each);
                longer.put(key, value);
                result.add(longer);
            }
        }
        return result;
    }

    private static JsonNode mapping(Map<String, JsonNode> keys) {
        ObjectNode node = JSON.objectNode();
        keys.forEach(node::set);
        return node;
    }

    private List<JsonNode> range(JsonNode range, String path) {
        for (String key : range.propertyNames()) {
            if (!range.get(key).isNumber()) {
                throw places.error(path + "." + key, " is " + Shown.value(range.get(key)) + "; it must be a number");
            }
        }
        double from = number(range.get("from"));
        double to = number(range.get("to"));
        boolean factor = range.has("times");
        double by = number(range.get(factor ? "times" : "step"));
        if (from > to) {
            throw places.error(
                    path,
                    " goes from " + Shown.value(range.get("from")) + " to " + Shown.value(range.get("to"))
                            + ", which is empty. Maybe from " + Shown.value(range.get("to")) + " to "
                            + Shown.value(range.get("from")));
        }
        if (factor ? !(by > 1 && from > 0) : !(by > 0)) {
            throw places.error(
                    path,
                    factor
                            ? " grows by times, which must be > 1, from a number that must be > 0"
                            : " grows by step, which must be > 0");
        }
        return numbers(from, to, by, factor, path);
    }

    private List<JsonNode> numbers(double from, double to, double by, boolean factor, String path) {
        List<JsonNode> result = new ArrayList<>();
        for (int i = 0; ; i++) {
            double value = factor ? from * Math.pow(by, i) : from + i * by;
            if (value > to * (1 + 1e-9)) {
                return result;
            }
            if (result.size() == MAX) {
                throw places.error(path, " has more than " + MAX + " values; it must be fewer");
            }
            double rounded = Math.round(value * 1e9) / 1e9;
            result.add(rounded == Math.rint(rounded) ? JSON.numberNode((long) rounded) : JSON.numberNode(rounded));
        }
    }

    /** Infinite when the number is beyond a double's range, where {@code asDouble} would throw. */
    static double number(JsonNode v) {
        return v.isBigDecimal() || v.isBigInteger() ? v.decimalValue().doubleValue() : v.asDouble();
    }
}
