package dev.sangam.serve.text;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes one schema of several that must all hold. What cannot be said in one schema, such as two patterns or two unions, is
 * refused.
 */
final class SchemaMerge {
    private static final Set<String> GREATEST = Set.of("minLength", "minItems", "minimum", "exclusiveMinimum");
    private static final Set<String> LEAST = Set.of("maxLength", "maxItems", "maximum", "exclusiveMaximum");
    private static final int MAX_DEPTH = 50;

    private final JsonNodeFactory nodes = JsonNodeFactory.instance;
    private final SchemaReferences references;
    private int depth;

    SchemaMerge(SchemaReferences references, int depth) {
        this.references = references;
        this.depth = depth;
    }

    /** What a schema says apart from one keyword, and the others. */
    Schema merged(Schema schema, String keyword, List<Schema> others) {
        if (++depth > MAX_DEPTH) {
            throw schema.refused("is nested deeper than " + MAX_DEPTH);
        }
        ObjectNode all = nodes.objectNode();
        for (String other : schema.keywords()) {
            if (!other.equals(keyword)) {
                all.set(other, schema.get(other));
            }
        }
        for (Schema other : others) {
            add(flat(other), all, schema);
        }
        depth--;
        return new Schema(all, schema.place());
    }

    /** The same without references and {@code allOf}. */
    private Schema flat(Schema schema) {
        Schema at = references.resolved(schema);
        if (at.node().isObject() && at.keywords().contains("$ref")) {
            return flat(merged(at, "$ref", List.of(references.target(at))));
        }
        return at.node().isObject() && at.keywords().contains("allOf")
                ? flat(merged(at, "allOf", at.list("allOf")))
                : at;
    }

    private void add(Schema schema, ObjectNode all, Schema where) {
        if (schema.node().isBoolean()) {
            if (!schema.node().booleanValue()) {
                throw schema.refused("is false, and no value fits it");
            }
            return;
        }
        List<String> keywords = schema.keywords();
        if (keywords.contains("properties") || keywords.contains("additionalProperties")) {
            closed(schema.node(), all, where);
            closed(all, schema.node(), where);
        }
        for (String keyword : keywords) {
            JsonNode mine = all.path(keyword);
            JsonNode other = schema.get(keyword);
            all.set(keyword, mine.isMissingNode() || mine.equals(other) ? other : both(keyword, mine, other, where));
        }
    }

    /**
     * An object that allows no members but its own, or others of a certain form, must hold the other's properties too:
     * {@code additionalProperties} speaks of the properties beside it alone.
     */
    private static void closed(JsonNode closed, JsonNode other, Schema where) {
        JsonNode additional = closed.path("additionalProperties");
        if (additional.isMissingNode() || (additional.isBoolean() && additional.booleanValue())) {
            return;
        }
        for (Map.Entry<String, JsonNode> property : other.path("properties").properties()) {
            if (!closed.path("properties").has(property.getKey())) {
                throw where.refused("puts property " + property.getKey()
                        + " together with an additionalProperties that does not know it");
            }
        }
    }

    private JsonNode both(String keyword, JsonNode mine, JsonNode other, Schema where) {
        return switch (keyword) {
            case "properties" -> properties(mine, other);
            case "required" -> {
                Set<JsonNode> names = new LinkedHashSet<>();
                mine.forEach(names::add);
                other.forEach(names::add);
                yield nodes.arrayNode().addAll(names);
            }
            case "type" -> types(mine, other, where);
            case "enum" -> {
                ArrayNode common = nodes.arrayNode();
                mine.forEach(value -> other.forEach(same -> {
                    if (value.equals(same)) {
                        common.add(value);
                    }
                }));
                yield common;
            }
            default -> {
                boolean numbers = mine.isNumber() && other.isNumber();
                if (!numbers || (!GREATEST.contains(keyword) && !LEAST.contains(keyword))) {
                    throw where.refused("puts two different " + keyword + " together, which is not supported");
                }
                boolean more = mine.decimalValue().compareTo(other.decimalValue()) > 0;
                yield more == GREATEST.contains(keyword) ? mine : other;
            }
        };
    }

    private JsonNode properties(JsonNode mine, JsonNode other) {
        ObjectNode all = nodes.objectNode();
        mine.properties().forEach(entry -> all.set(entry.getKey(), entry.getValue()));
        for (Map.Entry<String, JsonNode> entry : other.properties()) {
            JsonNode known = all.path(entry.getKey());
            boolean same = known.isMissingNode() || known.equals(entry.getValue());
            all.set(
                    entry.getKey(),
                    same
                            ? entry.getValue()
                            : nodes.objectNode()
                                    .set("allOf", nodes.arrayNode().add(known).add(entry.getValue())));
        }
        return all;
    }

    private JsonNode types(JsonNode mine, JsonNode other, Schema where) {
        Set<String> left = new Schema(nodes.objectNode().set("type", mine), where.place()).types();
        Set<String> right = new Schema(nodes.objectNode().set("type", other), where.place()).types();
        ArrayNode common = nodes.arrayNode();
        for (String type : left) {
            if (right.contains(type) || (type.equals("integer") && right.contains("number"))) {
                common.add(type);
            } else if (type.equals("number") && right.contains("integer")) {
                common.add("integer");
            }
        }
        if (common.isEmpty()) {
            throw where.refused("puts types together that have no value in common");
        }
        return common;
    }
}
