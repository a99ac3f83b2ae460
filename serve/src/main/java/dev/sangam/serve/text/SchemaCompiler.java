package dev.sangam.serve.text;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Compiles schemas into rules, one schema after the other, references as rules of their own. */
final class SchemaCompiler {
    private static final int MAX_DEPTH = 50;

    private final Schema root;
    private final GrammarRules rules = new GrammarRules();
    private final SchemaReferences references;
    private final ObjectRules objects = new ObjectRules(this, rules);
    private final ArrayRules arrays = new ArrayRules(this, rules);
    private final ScalarRules scalars = new ScalarRules(rules);

    /** Rules of what was referred to, by place. */
    private final Map<String, String> referred = new LinkedHashMap<>();
    /** Which places each place begins with, without a character in between. */
    private final Map<String, Set<String>> beginnings = new LinkedHashMap<>();
    /** The place being compiled, as long as nothing of it has been read. */
    private Optional<String> beginning = Optional.empty();

    private int depth;

    SchemaCompiler(JsonNode root) {
        this.root = new Schema(root, "#");
        references = new SchemaReferences(root);
    }

    String grammar() {
        try {
            String atom = atom(root, "root");
            refuseLoops();
            return rules.grammar(atom);
        } catch (InputException e) {
            throw new InputException("json_schema: " + e.getMessage(), e);
        }
    }

    /** An atom for a schema within an object or array, of which a bracket has been read. */
    String inner(Schema schema, String hint) {
        Optional<String> outside = beginning;
        beginning = Optional.empty();
        String atom = atom(schema, hint);
        beginning = outside;
        return atom;
    }

    /** An atom for the values that fit a schema. */
    String atom(Schema schema, String hint) {
        if (++depth > MAX_DEPTH) {
            throw schema.refused("is nested deeper than " + MAX_DEPTH);
        }
        String atom = schema.node().isBoolean() ? anything(schema) : object(schema, hint);
        depth--;
        return atom;
    }

    private static String anything(Schema schema) {
        if (!schema.node().booleanValue()) {
            throw schema.refused("is false, and no value fits it");
        }
        return GrammarRules.VALUE;
    }

    private String object(Schema schema, String hint) {
        List<String> keywords = schema.keywords();
        if (keywords.contains("$ref")) {
            return others(keywords, "$ref")
                    ? atom(merged(schema, "$ref", List.of(references.target(schema))), hint)
                    : reference(schema);
        }
        if (keywords.contains("allOf")) {
            return atom(merged(schema, "allOf", schema.list("allOf")), hint);
        }
        if (keywords.contains("anyOf") || keywords.contains("oneOf")) {
            return union(schema, keywords, hint);
        }
        if (keywords.contains("const") || keywords.contains("enum")) {
            return rules.choice(hint, scalars.constants(schema, keywords));
        }
        return rules.choice(hint, types(schema, hint));
    }

    /** Whether there is a keyword beside the given one. */
    private static boolean others(List<String> keywords, String keyword) {
        return keywords.stream().anyMatch(other -> !other.equals(keyword));
    }

    private Schema merged(Schema schema, String keyword, List<Schema> others) {
        return new SchemaMerge(references, depth).merged(schema, keyword, others);
    }

    private String reference(Schema schema) {
        Schema target = references.target(schema);
        String place = target.place();
        beginning.ifPresent(from ->
                beginnings.computeIfAbsent(from, f -> new LinkedHashSet<>()).add(place));
        String known = referred.get(place);
        if (known != null) {
            return known;
        }
        String name = rules.reserve(place.substring(place.lastIndexOf('/') + 1));
        referred.put(place, name);
        Optional<String> outside = beginning;
        beginning = Optional.of(place);
        rules.define(name, atom(target, name));
        beginning = outside;
        return name;
    }

    private String union(Schema schema, List<String> keywords, String hint) {
        String keyword = keywords.contains("anyOf") ? "anyOf" : "oneOf";
        List<Schema> choices = schema.list(keyword);
        boolean others = others(keywords, keyword);
        if (keyword.equals("oneOf")) {
            new SchemaDisjoint(references).check(schema, choices);
        }
        List<String> atoms = new ArrayList<>();
        for (Schema choice : choices) {
            atoms.add(atom(others ? merged(schema, keyword, List.of(choice)) : choice, hint));
        }
        return rules.choice(hint, List.copyOf(new LinkedHashSet<>(atoms)));
    }

    private List<String> types(Schema schema, String hint) {
        Set<String> types = schema.types();
        if (schema.keywords().isEmpty()) {
            return List.of(GrammarRules.VALUE);
        }
        List<String> atoms = new ArrayList<>();
        for (String type : types) {
            switch (type) {
                case "object" -> atoms.add(objects.atom(schema, hint));
                case "array" -> atoms.add(arrays.atom(schema, hint));
                default -> atoms.addAll(scalars.atoms(schema, type));
            }
        }
        return atoms;
    }

    /** A schema that leads to itself before anything is read would go on for ever. */
    private void refuseLoops() {
        Set<String> clean = new HashSet<>();
        for (String place : beginnings.keySet()) {
            refuseLoops(place, new LinkedHashSet<>(), clean);
        }
    }

    private void refuseLoops(String place, Set<String> path, Set<String> clean) {
        if (clean.contains(place)) {
            return;
        }
        if (!path.add(place)) {
            throw new InputException("schema at " + place + " refers to itself, with no object or array in between");
        }
        beginnings.getOrDefault(place, Set.of()).forEach(next -> refuseLoops(next, path, clean));
        path.remove(place);
        clean.add(place);
    }
}
