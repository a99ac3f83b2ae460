package dev.sangam.serve.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Rules for arrays: first the items that have a schema each, then those that share one. */
final class ArrayRules {
    private static final int MAX_ITEMS = 10_000;

    private final SchemaCompiler compiler;
    private final GrammarRules rules;

    ArrayRules(SchemaCompiler compiler, GrammarRules rules) {
        this.compiler = compiler;
        this.rules = rules;
    }

    String atom(Schema schema, String hint) {
        JsonNode unique = schema.get("uniqueItems");
        if (!unique.isMissingNode() && !(unique.isBoolean() && !unique.booleanValue())) {
            throw schema.refused("uniqueItems", "is not supported. Maybe leave it out");
        }
        int min = schema.count("minItems", MAX_ITEMS).orElse(0);
        int max = schema.count("maxItems", MAX_ITEMS).orElse(-1);
        List<Schema> prefix = schema.has("prefixItems") ? schema.list("prefixItems") : List.of();
        Optional<Schema> others = others(schema, prefix.isEmpty() || min > prefix.size());
        if (max >= 0 && max < min) {
            throw schema.refused("minItems", "is " + min + ", but maxItems is " + max);
        }
        if (others.isEmpty() && min > prefix.size()) {
            throw schema.refused("minItems", "is " + min + ", but only " + prefix.size() + " items are allowed");
        }
        List<String> items = new ArrayList<>();
        for (Schema item : prefix.subList(0, max < 0 ? prefix.size() : Math.min(max, prefix.size()))) {
            items.add(compiler.inner(item, hint + "-item"));
        }
        Optional<String> rest = max >= 0 && max <= prefix.size()
                ? Optional.empty()
                : others.map(item -> compiler.inner(item, hint + "-item"));
        return rules.add(hint, "\"[\" ws " + items(items, rest, min, max, hint) + "\"]\"");
    }

    /** What items beyond the first ones must fit; empty when there are none, or when they are not spoken of nor needed. */
    private static Optional<Schema> others(Schema schema, boolean needed) {
        JsonNode items = schema.get("items");
        if (items.isArray()) {
            throw schema.refused("items", "is a list. Maybe use prefixItems");
        }
        if (items.isMissingNode()) {
            return needed
                    ? Optional.of(schema.at(JsonNodeFactory.instance.booleanNode(true), "items"))
                    : Optional.empty();
        }
        boolean never = items.isBoolean() && !items.booleanValue();
        return never ? Optional.empty() : Optional.of(schema.at(items, "items"));
    }

    private String items(List<String> prefix, Optional<String> rest, int min, int max, String hint) {
        int count = prefix.size();
        String tail = rest.map(item -> rules.repeat(
                        hint + "-more",
                        rules.add(hint + "-next", "\",\" ws " + item),
                        Math.max(min - Math.max(count, 1), 0),
                        max < 0 ? -1 : max - Math.max(count, 1)))
                .orElse("\"\"");
        for (int i = count - 1; i > 0; i--) {
            String more = "\",\" ws " + prefix.get(i) + " " + tail;
            tail = rules.add(hint + "-more", i < min ? more : "(" + more + ")?");
        }
        Optional<String> first = count > 0 ? Optional.of(prefix.getFirst()) : rest;
        String end = tail;
        return first.map(item -> "(" + item + " " + end + " ws)" + (min > 0 ? " " : "? "))
                .orElse("");
    }
}
