package dev.sangam.measure.fidelity.items;

import dev.sangam.measure.fidelity.records.JsonRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The options of a question in any of the shapes in which sets write them: a list of texts; a list of objects, each with its text and
 * its label; an object with a list of each; an object from letter to text.
 *
 * @param texts what they say
 * @param labels what answers call them; none where they have no names
 */
record OptionList(List<String> texts, List<String> labels) {
    static final int MOST = 26;

    OptionList {
        texts = List.copyOf(texts);
        labels = List.copyOf(labels);
    }

    /** Reads the options at a key. */
    static OptionList read(JsonRecord record, String key, JsonNode value) {
        OptionList list = found(value);
        if (list == null) {
            throw record.error(key, "a list of options, or of their texts and labels");
        }
        if (list.texts.size() < 2 || list.texts.size() > MOST) {
            throw record.wrong(key + " has " + list.texts.size() + " options; it must have between 2 and " + MOST);
        }
        if (!list.labels.isEmpty()
                && (list.labels.size() != list.texts.size()
                        || list.labels.stream().distinct().count() < list.labels.size())) {
            throw record.wrong(key + " has " + list.texts.size() + " options with the labels " + list.labels
                    + "; each must have one of its own");
        }
        return list;
    }

    private static @Nullable OptionList found(JsonNode value) {
        if (value.isArray()) {
            return ofArray(value);
        }
        if (!value.isObject()) {
            return null;
        }
        if (value.path("text").isArray()) {
            List<String> texts = scalars(value.path("text"));
            List<String> labels = scalars(value.path("label"));
            return texts == null || labels == null ? null : new OptionList(texts, labels);
        }
        List<String> texts = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            if (!each.getValue().isValueNode() || each.getValue().isNull()) {
                return null;
            }
            texts.add(each.getValue().asString());
        }
        return new OptionList(texts, List.copyOf(value.propertyNames()));
    }

    private static @Nullable OptionList ofArray(JsonNode value) {
        if (value.isEmpty() || !value.get(0).isObject()) {
            List<String> texts = scalars(value);
            return texts == null ? null : new OptionList(texts, List.of());
        }
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (JsonNode each : value) {
            if (!each.path("text").isString()) {
                return null;
            }
            texts.add(each.path("text").stringValue());
            if (each.path("label").isString()) {
                labels.add(each.path("label").stringValue());
            }
        }
        return new OptionList(texts, labels);
    }

    /** Texts, and numbers as their text. */
    private static @Nullable List<String> scalars(JsonNode list) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : list) {
            if (!each.isString() && !each.isNumber()) {
                return null;
            }
            texts.add(each.asString());
        }
        return texts;
    }
}
