package dev.sangam.serve.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Rules for objects: members in the order of the schema, then any others that are allowed. */
final class ObjectRules {
    private static final String COMMA = "\",\" ws ";

    private final SchemaCompiler compiler;
    private final GrammarRules rules;

    ObjectRules(SchemaCompiler compiler, GrammarRules rules) {
        this.compiler = compiler;
        this.rules = rules;
    }

    private record Member(String rule, boolean required) {}

    String atom(Schema schema, String hint) {
        Set<String> required = required(schema);
        Map<String, Schema> properties = properties(schema);
        Optional<Schema> additional = additional(schema);
        for (String name : required) {
            if (!properties.containsKey(name)) {
                Schema others = additional.orElseThrow(
                        () -> schema.refused("required", "names '" + name + "', which is not among the properties"));
                properties.put(name, others);
            }
        }
        List<Member> members = new ArrayList<>();
        properties.forEach((name, property) -> {
            boolean never = property.node().isBoolean() && !property.node().booleanValue();
            if (!never || required.contains(name)) {
                String value = compiler.inner(property, name);
                String key = GrammarRules.literal(
                        JsonNodeFactory.instance.stringNode(name).toString() + ":");
                members.add(new Member(rules.add(name + "-kv", key + " ws " + value), required.contains(name)));
            }
        });
        Optional<String> more = allowed(additional)
                .map(others -> rules.add(
                        hint + "-other",
                        KeyExclusion.key(properties.keySet(), rules) + " \":\" ws "
                                + compiler.inner(others, hint + "-value")));
        return rules.add(hint, "\"{\" ws " + members(members, more, hint) + "\"}\"");
    }

    private static Map<String, Schema> properties(Schema schema) {
        Map<String, Schema> properties = new LinkedHashMap<>();
        if (schema.has("properties")) {
            JsonNode node = schema.get("properties");
            if (!node.isObject()) {
                throw schema.refused("properties", "is " + Schema.kind(node) + "; it must be an object");
            }
            node.properties()
                    .forEach(entry ->
                            properties.put(entry.getKey(), schema.at(entry.getValue(), "properties", entry.getKey())));
        }
        return properties;
    }

    private static Set<String> required(Schema schema) {
        Set<String> names = new LinkedHashSet<>();
        JsonNode node = schema.get("required");
        for (JsonNode name : node) {
            if (!name.isString()) {
                throw schema.refused("required", "must be a list of names");
            }
            names.add(name.stringValue());
        }
        if (!node.isMissingNode() && !node.isArray()) {
            throw schema.refused("required", "must be a list of names");
        }
        return names;
    }

    /** What further members must fit: nothing when they are forbidden, or when others are named and none are spoken of. */
    private static Optional<Schema> additional(Schema schema) {
        JsonNode node = schema.get("additionalProperties");
        if (node.isMissingNode()) {
            return schema.has("properties")
                    ? Optional.empty()
                    : Optional.of(schema.at(JsonNodeFactory.instance.booleanNode(true), "additionalProperties"));
        }
        return allowed(Optional.of(schema.at(node, "additionalProperties")));
    }

    private static Optional<Schema> allowed(Optional<Schema> schema) {
        return schema.filter(some -> !some.node().isBoolean() || some.node().booleanValue());
    }

    /** All members with commas between them, and the white space before the brace when there is any. */
    private String members(List<Member> members, Optional<String> more, String hint) {
        String rest = more.map(other -> rules.repeat(hint + "-others", "(" + COMMA + other + ")", 0, -1))
                .orElse("");
        List<String> firsts = new ArrayList<>();
        boolean open = true;
        List<String> rests = new ArrayList<>();
        rests.add(rest);
        for (int i = members.size() - 1; i >= 0; i--) {
            Member member = members.get(i);
            String one = COMMA + member.rule();
            String after = rests.getFirst();
            String body = (member.required() ? one : "(" + one + ")?") + (after.isEmpty() ? "" : " " + after);
            rests.addFirst(i == 0 ? "" : rules.add(hint + "-rest", body));
        }
        for (int i = 0; i < members.size() && open; i++) {
            firsts.add((members.get(i).rule() + " " + rests.get(i + 1)).strip());
            open = !members.get(i).required();
        }
        if (open) {
            more.ifPresent(other -> firsts.add((other + " " + rest).strip()));
        }
        return firsts.isEmpty() ? "" : "((" + String.join(" | ", firsts) + ") ws)" + (open ? "? " : " ");
    }
}
