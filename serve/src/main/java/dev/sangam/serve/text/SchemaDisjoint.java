package dev.sangam.serve.text;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Whether no value can fit two schemas: a grammar can offer a choice, but not see to it that only one fits. Told apart are types,
 * constants, and objects that must have a member whose schemas are told apart or that one of them does not allow.
 */
final class SchemaDisjoint {
    private static final int MAX_DEPTH = 4;

    private final SchemaReferences references;

    SchemaDisjoint(SchemaReferences references) {
        this.references = references;
    }

    /** Refuses choices of {@code oneOf} of which two may fit the same value. */
    void check(Schema schema, List<Schema> choices) {
        for (int i = 0; i < choices.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!disjoint(choices.get(j), choices.get(i), 0)) {
                    throw schema.refused(
                            "oneOf", "has choices " + j + " and " + i + ", which may both fit. Maybe use anyOf");
                }
            }
        }
    }

    private boolean disjoint(Schema left, Schema right, int depth) {
        Schema a = references.resolved(left);
        Schema b = references.resolved(right);
        if (depth > MAX_DEPTH || !a.node().isObject() || !b.node().isObject()) {
            return false;
        }
        Set<JsonNode> values = constants(a);
        Set<JsonNode> others = constants(b);
        if (!values.isEmpty() && !others.isEmpty()) {
            return values.stream().noneMatch(others::contains);
        }
        Set<String> types = types(a);
        Set<String> otherTypes = types(b);
        if (types.isEmpty() || otherTypes.isEmpty()) {
            return false;
        }
        Set<String> common = new TreeSet<>(types);
        common.retainAll(otherTypes);
        return common.isEmpty() || (common.equals(Set.of("object")) && members(a, b, depth));
    }

    private boolean members(Schema a, Schema b, int depth) {
        Set<String> all = new LinkedHashSet<>();
        required(a).forEach(all::add);
        required(b).forEach(all::add);
        for (String name : all) {
            boolean both = required(a).contains(name) && required(b).contains(name);
            JsonNode mine = a.get("properties").path(name);
            JsonNode other = b.get("properties").path(name);
            boolean forbidden = (mine.isMissingNode() && closed(a)) || (other.isMissingNode() && closed(b));
            if (forbidden
                    || (both
                            && mine.isObject()
                            && other.isObject()
                            && disjoint(a.at(mine, "properties", name), b.at(other, "properties", name), depth + 1))) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> required(Schema schema) {
        Set<String> names = new LinkedHashSet<>();
        schema.get("required").forEach(name -> names.add(name.asString("")));
        return names;
    }

    private static boolean closed(Schema schema) {
        JsonNode additional = schema.get("additionalProperties");
        return additional.isBoolean() && !additional.booleanValue();
    }

    private static Set<JsonNode> constants(Schema schema) {
        Set<JsonNode> values = new HashSet<>();
        if (schema.has("const")) {
            values.add(schema.get("const"));
        } else {
            schema.get("enum").forEach(values::add);
        }
        return values;
    }

    /** Types by name, or those of the constants; an integer may be a number. Empty when they cannot be told. */
    private static Set<String> types(Schema schema) {
        Set<String> types = new TreeSet<>();
        if (schema.has("type")) {
            types.addAll(schema.types());
        } else {
            constants(schema).forEach(value -> types.add(ScalarRules.type(value)));
        }
        if (types.remove("integer")) {
            types.add("number");
        }
        return types;
    }
}
