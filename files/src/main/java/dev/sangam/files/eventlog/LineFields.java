package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** The JSON object of a line, read strictly: what is missing, wrong or not asked for is an error that names the line. */
final class LineFields {
    /** Latest time, as in a trace: sums of times stay far from an overflow. */
    static final long MAX_TIME = Long.MAX_VALUE / 4 * 3;

    private final JsonNode object;
    private final Supplier<String> place;
    private final Set<String> asked = new HashSet<>();

    LineFields(JsonNode object, Supplier<String> place) {
        this.object = object;
        this.place = place;
        if (!object.isObject()) {
            throw new InputException(place.get() + ": must hold a JSON object");
        }
    }

    String place() {
        return place.get();
    }

    boolean has(String key) {
        return object.has(key);
    }

    /** The value of a key that must be there. */
    JsonNode node(String key) {
        asked.add(key);
        JsonNode value = object.get(key);
        if (value == null) {
            throw new InputException(place() + ": " + key + " is missing");
        }
        return value;
    }

    /** A whole number within bounds, both included. */
    long whole(String key, long min, long max) {
        return whole(key, node(key), min, max);
    }

    /** A whole number that may be missing. */
    long whole(String key, long min, long max, long byDefault) {
        return has(key) ? whole(key, min, max) : byDefault;
    }

    /** Nanoseconds. */
    long time(String key) {
        return whole(key, 0, MAX_TIME);
    }

    String text(String key) {
        JsonNode value = node(key);
        if (!value.isString()) {
            throw error(key, "must be text");
        }
        return value.asString();
    }

    /** A list of whole numbers that may be missing. */
    List<Long> wholes(String key, long min, long max) {
        List<Long> result = new ArrayList<>();
        for (JsonNode item : list(key)) {
            result.add(whole(key, item, min, max));
        }
        return result;
    }

    /** A list of lists of {@code length} whole numbers from 0 that may be missing. */
    List<long[]> tuples(String key, int length) {
        List<long[]> result = new ArrayList<>();
        for (JsonNode item : list(key)) {
            if (!item.isArray() || item.size() != length) {
                throw error(key, "must hold lists of " + length + " whole numbers");
            }
            long[] tuple = new long[length];
            for (int i = 0; i < length; i++) {
                tuple[i] = whole(key, item.get(i), 0, i == 0 ? Long.MAX_VALUE : Integer.MAX_VALUE);
            }
            result.add(tuple);
        }
        return result;
    }

    List<LineFields> objects(String key) {
        List<LineFields> result = new ArrayList<>();
        for (JsonNode item : list(key)) {
            result.add(new LineFields(item, place));
        }
        return result;
    }

    LineFields object(String key) {
        return new LineFields(node(key), place);
    }

    /** Refuses keys that nobody asked for. */
    void done() {
        for (String key : object.propertyNames()) {
            if (!asked.contains(key)) {
                throw new InputException(place() + ": " + shown(key) + " is not a key known here");
            }
        }
    }

    /** An error about the value of a key. */
    InputException error(String key, String rule) {
        return new InputException(
                place() + ": " + key + " is " + shown(object.path(key).toString()) + "; it " + rule);
    }

    private Iterable<JsonNode> list(String key) {
        if (!has(key)) {
            return List.of();
        }
        JsonNode value = node(key);
        if (!value.isArray()) {
            throw error(key, "must be a list");
        }
        return value;
    }

    private long whole(String key, JsonNode value, long min, long max) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < min || value.asLong() > max) {
            throw error(
                    key,
                    max == Long.MAX_VALUE
                            ? "must hold whole numbers >= " + min
                            : "must be a whole number between " + min + " and " + max);
        }
        return value.asLong();
    }

    private static String shown(String text) {
        String line = text.codePoints()
                .limit(60)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.length() < text.length() ? line + "..." : line;
    }
}
