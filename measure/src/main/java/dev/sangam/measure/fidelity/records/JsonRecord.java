package dev.sangam.measure.fidelity.records;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A JSON object of a file; what is missing or wrong in it is an error that names file, line, key and value.
 *
 * @param place file and line
 * @param node the object
 */
public record JsonRecord(String place, JsonNode node) {
    private static final int SHOWN = 60;

    static JsonRecord of(String place, JsonNode node) {
        if (!node.isObject()) {
            throw new InputException(place + ": holds " + shown(node.toString()) + "; it must hold a JSON object");
        }
        return new JsonRecord(place, node);
    }

    /** The value of a key; a missing node where there is none, or {@code null} stands there. */
    public JsonNode at(String key) {
        JsonNode value = node.path(key);
        return value.isNull() ? node.path("") : value;
    }

    /** Whether the key has a value other than {@code null}. */
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** A text that must be there. */
    public String text(String key) {
        return optionalText(key).orElseThrow(() -> error(key, "text"));
    }

    /** A text that may be missing. */
    public Optional<String> optionalText(String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw error(key, "text");
        }
        return Optional.of(value.stringValue());
    }

    /** A list of texts that must be there; it may be empty. */
    public List<String> texts(String key) {
        JsonNode value = node.path(key);
        if (!value.isArray()) {
            throw error(key, "a list of texts");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.isString()) {
                throw error(key, "a list of texts");
            }
            texts.add(each.stringValue());
        }
        return texts;
    }

    /** A whole number that must be there, within bounds, both included. */
    public int integer(String key, int min, int max) {
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            throw error(key, "a whole number between " + min + " and " + max);
        }
        return value.intValue();
    }

    /** Refuses keys other than these. */
    public void only(List<String> keys) {
        for (String key : node.propertyNames()) {
            if (!keys.contains(key)) {
                throw wrong("has the key " + shown(key) + "; it may have " + String.join(", ", keys));
            }
        }
    }

    /** An error about a key, which is missing or must be something else. */
    public InputException error(String key, String mustBe) {
        JsonNode value = node.path(key);
        return wrong(
                value.isMissingNode()
                        ? key + " is missing; it must be " + mustBe
                        : key + " is " + shown(value.toString()) + "; it must be " + mustBe);
    }

    /** An error about the object. */
    public InputException wrong(String problem) {
        return new InputException(place + ": " + problem);
    }

    /** A value as errors show it: cut when it is long. */
    public static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN - 3) + "..." : text;
    }
}
