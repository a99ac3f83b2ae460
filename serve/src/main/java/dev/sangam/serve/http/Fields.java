package dev.sangam.serve.http;

import dev.sangam.files.NearNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object of a request's body, read strictly: every getter checks its value and throws an {@link ApiError} that names the
 * parameter; {@link #done()} refuses what nobody asked for. {@code null} is as good as absent.
 */
final class Fields {
    private final ObjectNode node;
    private final String path;
    private final Set<String> asked = new LinkedHashSet<>();

    Fields(ObjectNode node) {
        this(node, "");
    }

    private Fields(ObjectNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** Where a field of this object is, for errors. */
    String path(String name) {
        return path + name;
    }

    boolean has(String name) {
        return raw(name) != null;
    }

    /** The value as it is; null when absent. */
    @Nullable
    JsonNode raw(String name) {
        asked.add(name);
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value;
    }

    Optional<String> text(String name, int maxChars) {
        JsonNode value = raw(name);
        return value == null ? Optional.empty() : Optional.of(text(value, path(name), maxChars));
    }

    static String text(JsonNode value, String path, int maxChars) {
        if (!value.isString()) {
            throw wrongType(path, value, "a string");
        }
        String text = value.asString();
        if (text.length() > maxChars) {
            throw ApiError.invalid(
                    path, path + " has " + text.length() + " characters; it must have <= " + maxChars + ".");
        }
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw ApiError.invalid(path, path + " has half of a surrogate pair; it must be valid Unicode.");
        }
        return text;
    }

    OptionalLong whole(String name, long min, long max) {
        JsonNode value = raw(name);
        return value == null ? OptionalLong.empty() : OptionalLong.of(whole(value, path(name), min, max));
    }

    int integer(String name, int min, int max, int usual) {
        return Math.toIntExact(whole(name, min, max).orElse(usual));
    }

    static long whole(JsonNode value, String path, long min, long max) {
        if (!value.isIntegralNumber()) {
            throw wrongType(path, value, "a whole number");
        }
        if (!value.canConvertToLong() || value.asLong() < min || value.asLong() > max) {
            throw ApiError.invalid(
                    path, path + " is " + shown(value) + "; it must be between " + min + " and " + max + ".");
        }
        return value.asLong();
    }

    double number(String name, double min, double max, double usual) {
        return number(name, min, max).orElse(usual);
    }

    OptionalDouble number(String name, double min, double max) {
        JsonNode value = raw(name);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(number(value, path(name), min, max));
    }

    static double number(JsonNode value, String path, double min, double max) {
        if (!value.isNumber()) {
            throw wrongType(path, value, "a number");
        }
        // A whole number may be beyond a double's range, where asDouble would throw.
        double number = value.isBigInteger() ? value.bigIntegerValue().doubleValue() : value.asDouble();
        if (!(number >= min && number <= max)) {
            throw ApiError.invalid(
                    path, path + " is " + shown(value) + "; it must be between " + min + " and " + max + ".");
        }
        return number;
    }

    boolean flag(String name, boolean usual) {
        JsonNode value = raw(name);
        if (value == null) {
            return usual;
        }
        if (!value.isBoolean()) {
            throw wrongType(path(name), value, "true or false");
        }
        return value.asBoolean();
    }

    Optional<Fields> object(String name) {
        JsonNode value = raw(name);
        return value == null ? Optional.empty() : Optional.of(object(value, path(name)));
    }

    static Fields object(JsonNode value, String path) {
        if (!(value instanceof ObjectNode object)) {
            throw wrongType(path, value, "an object");
        }
        return new Fields(object, path + ".");
    }

    /** A string, or a list of them. */
    List<String> texts(String name, int maxCount, int maxChars) {
        JsonNode value = raw(name);
        if (value == null) {
            return List.of();
        }
        if (value.isString()) {
            return List.of(text(value, path(name), maxChars));
        }
        if (!value.isArray()) {
            throw wrongType(path(name), value, "a string or a list of strings");
        }
        if (value.size() > maxCount) {
            throw ApiError.invalid(
                    path(name), path(name) + " has " + value.size() + " entries; it must have <= " + maxCount + ".");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            texts.add(text(each, path(name) + "[" + texts.size() + "]", maxChars));
        }
        return texts;
    }

    /** The names of this object. */
    Set<String> names() {
        return new LinkedHashSet<>(node.propertyNames());
    }

    /** Fields that change nothing here and are taken as they are. */
    void accept(String... names) {
        asked.addAll(List.of(names));
    }

    /** Fields that are known and not supported; absent, null, false and empty ones are fine. */
    void refuse(String... names) {
        for (String name : names) {
            JsonNode value = raw(name);
            boolean nothing = value == null
                    || (value.isContainer() && value.isEmpty())
                    || (value.isBoolean() && !value.asBoolean());
            if (!nothing) {
                throw unsupported(path(name), path(name) + " is not supported by this server.");
            }
        }
    }

    static ApiError unsupported(String path, String message) {
        return ApiError.parameter("unsupported_parameter", path, message);
    }

    /** Refuses fields that nobody asked for. */
    void done() {
        for (String name : node.propertyNames()) {
            if (!asked.contains(name)) {
                String shown = name.length() > 60 ? name.substring(0, 60) + "..." : name;
                String advice = name.length() > 60 ? "" : NearNames.advice(name, asked);
                throw ApiError.parameter(
                        "unknown_parameter",
                        path + shown,
                        path + shown + " is not a parameter known here." + (advice.isEmpty() ? "" : advice + "?"));
            }
        }
    }

    static ApiError wrongType(String path, JsonNode value, String expected) {
        return ApiError.parameter(
                "invalid_type", path, path + " is " + shown(value) + "; it must be " + expected + ".");
    }

    private static String shown(JsonNode value) {
        if (value.isContainer()) {
            return value.isArray() ? "a list" : "an object";
        }
        String text = Json.write(value);
        return text.length() > 40 ? text.substring(0, 37) + "..." : text;
    }
}
