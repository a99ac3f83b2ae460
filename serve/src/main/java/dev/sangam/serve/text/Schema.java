package dev.sangam.serve.text;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * A schema and where it stands.
 *
 * @param node a boolean or an object
 * @param place JSON pointer from the root, as a fragment of a URL
 */
record Schema(JsonNode node, String place) {
    private static final Set<String> OBJECT = Set.of("properties", "required", "additionalProperties");
    private static final Set<String> ARRAY = Set.of("items", "prefixItems", "minItems", "maxItems", "uniqueItems");
    private static final Set<String> STRING = Set.of("minLength", "maxLength", "pattern", "format");
    private static final Set<String> NUMBER =
            Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf");
    private static final Set<String> ANY = Set.of("type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref");
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");

    /** Keywords that say nothing about which values fit. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "title",
            "description",
            "default",
            "example",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "$schema",
            "$id",
            "$defs",
            "definitions");

    Schema {
        if (!node.isBoolean() && !node.isObject()) {
            throw new InputException(
                    "schema at " + place + " is " + kind(node) + "; it must be an object or a boolean");
        }
    }

    /** The schema at a keyword, or below it at a name or number. */
    Schema at(JsonNode child, String... path) {
        StringBuilder where = new StringBuilder(place);
        for (String name : path) {
            where.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        }
        return new Schema(child, where.toString());
    }

    /** Keywords that have a say in which values fit. */
    List<String> keywords() {
        List<String> keywords = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String keyword = entry.getKey();
            boolean nested = keyword.equals("$id") && !place.equals("#");
            if (!ANNOTATIONS.contains(keyword) || nested) {
                if (nested || !isKnown(keyword)) {
                    throw refused(keyword, "is not supported. Maybe leave it out");
                }
                keywords.add(keyword);
            }
        }
        return keywords;
    }

    private static boolean isKnown(String keyword) {
        return OBJECT.contains(keyword)
                || ARRAY.contains(keyword)
                || STRING.contains(keyword)
                || (NUMBER.contains(keyword) && !keyword.equals("multipleOf"))
                || ANY.contains(keyword);
    }

    boolean has(String keyword) {
        return node.has(keyword);
    }

    JsonNode get(String keyword) {
        return node.path(keyword);
    }

    /** The types that values may have: those named, or those that the keywords speak of; all when they speak of none. */
    Set<String> types() {
        Set<String> types = new TreeSet<>();
        JsonNode named = get("type");
        if (named.isString()) {
            types.add(type(named));
        } else if (named.isArray() && !named.isEmpty()) {
            named.forEach(one -> types.add(type(one)));
        } else if (!named.isMissingNode()) {
            throw refused("type", "must be the name of a type, or a list of them");
        } else {
            infer("object", OBJECT, types);
            infer("array", ARRAY, types);
            infer("string", STRING, types);
            infer("number", NUMBER, types);
            if (types.isEmpty()) {
                types.addAll(TYPES);
            }
        }
        if (types.contains("number")) {
            types.remove("integer");
        }
        return types;
    }

    private void infer(String type, Set<String> keywords, Set<String> types) {
        if (keywords.stream().anyMatch(this::has)) {
            types.add(type);
        }
    }

    private String type(JsonNode name) {
        if (!name.isString() || !TYPES.contains(name.stringValue())) {
            throw refused("type", "names " + name + "; types are " + String.join(", ", new TreeSet<>(TYPES)));
        }
        return name.stringValue();
    }

    /** A whole number that must not be negative. */
    Optional<Integer> count(String keyword, int most) {
        JsonNode value = get(keyword);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0 || value.intValue() > most) {
            throw refused(keyword, "is " + value + "; it must be a whole number from 0 to " + most);
        }
        return Optional.of(value.intValue());
    }

    String text(String keyword) {
        if (!get(keyword).isString()) {
            throw refused(keyword, "is " + kind(get(keyword)) + "; it must be a string");
        }
        return get(keyword).stringValue();
    }

    /** The schemas in a list that must not be empty. */
    List<Schema> list(String keyword) {
        JsonNode list = get(keyword);
        if (!list.isArray() || list.isEmpty()) {
            throw refused(keyword, "must be a list of at least one schema");
        }
        List<Schema> schemas = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            schemas.add(at(list.get(i), keyword, Integer.toString(i)));
        }
        return schemas;
    }

    /** An error about a keyword. */
    InputException refused(String keyword, String problem) {
        return new InputException("schema at " + place + ": " + keyword + " " + problem);
    }

    /** An error about the schema as a whole. */
    InputException refused(String problem) {
        return new InputException("schema at " + place + " " + problem);
    }

    static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "missing"
                : node.isString()
                        ? "a string"
                        : node.isArray()
                                ? "a list"
                                : node.isObject() ? "an object" : node.isNull() ? "null" : "'" + node + "'";
    }
}
