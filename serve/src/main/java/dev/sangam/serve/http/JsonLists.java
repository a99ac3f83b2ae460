package dev.sangam.serve.http;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Lists by name, as JSON text: a long answer's log-probabilities take a tenth of what they would as nodes. */
final class JsonLists {
    private final Map<String, StringBuilder> lists = new LinkedHashMap<>();

    /** Appends to a list. */
    void add(String list, JsonNode item) {
        StringBuilder text = lists.computeIfAbsent(list, name -> new StringBuilder());
        text.append(text.isEmpty() ? "" : ",").append(Json.write(item));
    }

    /** Characters so far. */
    int length() {
        return lists.values().stream().mapToInt(StringBuilder::length).sum();
    }

    /** An object of the lists. */
    ObjectNode node() {
        ObjectNode node = Json.object();
        lists.forEach((name, text) -> node.putRawValue(name, new RawValue("[" + text + "]")));
        return node;
    }
}
