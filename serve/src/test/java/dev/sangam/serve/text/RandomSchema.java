package dev.sangam.serve.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A schema by chance, and values that fit it, written in the way that the grammar writes them. */
final class RandomSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of("a", "ab", "abc", "b", "key \"x\"", "é", "z", "", "\\", "n\n");
    private static final Map<String, List<String>> PATTERNS = Map.of(
            "^[a-z]{2,4}$", List.of("ab", "abcd"),
            "^(foo|ba[rz])+$", List.of("foo", "bazbar"),
            "^\\d{3}-\\d{4}$", List.of("123-4567"),
            "x", List.of("x", "axb\"", "xx\\"),
            "^[^\\s,]*,\\s?[^,]+$", List.of("a,b", ",\tc", "\",\u0001"),
            "^a?b*$|^c", List.of("", "abb", "c!"));
    private static final Map<String, List<String>> FORMATS = Map.of(
            "date", List.of("2024-02-29", "1999-12-31"),
            "time", List.of("23:59:59Z", "00:00:00.5+01:30"),
            "date-time", List.of("2024-06-30T12:00:00Z"),
            "uuid", List.of("123e4567-e89b-12d3-a456-426614174000"),
            "ipv4", List.of("192.168.0.1"));

    private final SplittableRandom random;
    private final ObjectNode definitions = JSON.objectNode();
    private final Map<String, Supplier<JsonNode>> defined = new LinkedHashMap<>();

    /** A schema, and what makes values that fit it. */
    private record Pair(JsonNode schema, Supplier<JsonNode> value) {}

    private final Pair root;

    RandomSchema(SplittableRandom random) {
        this.random = random;
        root = any(3);
        if (!definitions.isEmpty()) {
            ((ObjectNode) root.schema).set("$defs", definitions);
        }
    }

    JsonNode schema() {
        return root.schema;
    }

    JsonNode value() {
        return root.value.get();
    }

    private Pair any(int depth) {
        return switch (random.nextInt(depth > 0 ? 13 : 6)) {
            case 0 -> string();
            case 1 -> integer();
            case 2 -> number();
            case 3 -> pair(typed("boolean"), () -> JSON.booleanNode(random.nextBoolean()));
            case 4 -> constants();
            case 5 -> pair(typed("null"), JSON::nullNode);
            case 6, 7 -> object(depth);
            case 8 -> array(depth);
            case 9 -> tuple(depth);
            case 10 -> union(depth);
            case 11 -> recursive(depth);
            default -> merged(depth);
        };
    }

    private Pair string() {
        ObjectNode schema = typed("string");
        return switch (random.nextInt(4)) {
            case 0 -> {
                int min = random.nextInt(4);
                int max = min + random.nextInt(4);
                schema.put("minLength", min).put("maxLength", max);
                yield pair(schema, () -> JSON.stringNode(text(min, max)));
            }
            case 1 -> examples(schema, "pattern", PATTERNS);
            case 2 -> examples(schema, "format", FORMATS);
            default -> pair(schema, () -> JSON.stringNode(text(0, 6)));
        };
    }

    private Pair examples(ObjectNode schema, String keyword, Map<String, List<String>> examples) {
        String chosen = pick(List.copyOf(new TreeSet<>(examples.keySet())));
        schema.put(keyword, chosen);
        return pair(schema, () -> JSON.stringNode(pick(examples.getOrDefault(chosen, List.of()))));
    }

    private String text(int min, int max) {
        List<String> letters = List.of("a", "Z", "\"", "\\", "\n", "\u0001", "/", "é", "語", "😀", " ", "\u007f", "{");
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(min, max + 1); i > 0; i--) {
            text.append(pick(letters));
        }
        return text.toString();
    }

    private Pair integer() {
        long span = (long) Math.pow(10, random.nextInt(1, 6));
        long min = random.nextLong(-span, span);
        long max = min + random.nextLong(span);
        ObjectNode schema = typed("integer");
        if (random.nextBoolean()) {
            schema.put("minimum", min).put("maximum", max);
        } else {
            schema.put("exclusiveMinimum", min - 1).put("exclusiveMaximum", max + 1);
        }
        return pair(schema, () -> JSON.numberNode(random.nextLong(min, max + 1)));
    }

    private Pair number() {
        BigDecimal min = decimal(random.nextDouble(-20, 20), random.nextInt(4));
        BigDecimal max = min.add(decimal(random.nextDouble(0.1, 20), random.nextInt(1, 4)));
        ObjectNode schema = typed("number");
        boolean exclusive = random.nextBoolean();
        schema.put(exclusive ? "exclusiveMinimum" : "minimum", min);
        schema.put(exclusive ? "exclusiveMaximum" : "maximum", max);
        return pair(schema, () -> {
            BigDecimal value = min;
            while (exclusive ? value.compareTo(min) <= 0 || value.compareTo(max) >= 0 : value.compareTo(min) < 0) {
                value = decimal(random.nextDouble(min.doubleValue(), max.doubleValue()), random.nextInt(6));
            }
            return JSON.numberNode(value);
        });
    }

    private static BigDecimal decimal(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_UP);
    }

    private Pair constants() {
        List<JsonNode> values = List.of(
                JSON.stringNode("red\""),
                JSON.numberNode(7),
                JSON.nullNode(),
                JSON.booleanNode(true),
                JSON.objectNode().put("k", "v"),
                JSON.arrayNode().add(1).add("x"));
        ObjectNode schema = JSON.objectNode();
        if (random.nextBoolean()) {
            JsonNode value = pick(values);
            schema.set("const", value);
            return pair(schema, () -> value);
        }
        List<JsonNode> some = values.subList(random.nextInt(3), 3 + random.nextInt(3));
        schema.set("enum", JSON.arrayNode().addAll(some));
        return pair(schema, () -> pick(some));
    }

    private Pair object(int depth) {
        ObjectNode properties = JSON.objectNode();
        ArrayNode required = JSON.arrayNode();
        Map<String, Supplier<JsonNode>> values = new LinkedHashMap<>();
        for (String name : NAMES) {
            if (random.nextInt(3) == 0) {
                Pair property = any(depth - 1);
                properties.set(name, property.schema);
                values.put(name, property.value);
                if (random.nextBoolean()) {
                    required.add(name);
                }
            }
        }
        ObjectNode schema = typed("object");
        schema.set("properties", properties);
        schema.set("required", required);
        boolean more = random.nextInt(3) == 0;
        Pair other = any(0);
        if (more) {
            schema.set("additionalProperties", other.schema);
        } else if (random.nextBoolean()) {
            schema.put("additionalProperties", false);
        }
        return pair(schema, () -> {
            ObjectNode object = JSON.objectNode();
            values.forEach((name, value) -> {
                if (random.nextBoolean()
                        || required.valueStream().anyMatch(one -> one.asString().equals(name))) {
                    object.set(name, value.get());
                }
            });
            if (more && random.nextBoolean()) {
                object.set("abx", other.value.get());
            }
            return object;
        });
    }

    private Pair array(int depth) {
        Pair item = any(depth - 1);
        int min = random.nextInt(3);
        int max = min + random.nextInt(3);
        ObjectNode schema = typed("array").put("minItems", min).put("maxItems", max);
        schema.set("items", item.schema);
        return pair(schema, () -> items(List.of(), item, random.nextInt(min, max + 1)));
    }

    private Pair tuple(int depth) {
        List<Pair> first = List.of(any(depth - 1), any(depth - 1));
        Pair rest = any(depth - 1);
        ObjectNode schema = typed("array").put("minItems", 1).put("maxItems", 4);
        schema.set("prefixItems", JSON.arrayNode().add(first.get(0).schema).add(first.get(1).schema));
        schema.set("items", rest.schema);
        return pair(schema, () -> items(first, rest, random.nextInt(1, 5)));
    }

    private static JsonNode items(List<Pair> first, Pair rest, int count) {
        ArrayNode items = JSON.arrayNode();
        for (int i = 0; i < count; i++) {
            items.add((i < first.size() ? first.get(i) : rest).value.get());
        }
        return items;
    }

    private Pair union(int depth) {
        List<Pair> choices = List.of(any(depth - 1), any(depth - 1), any(0));
        ObjectNode schema = JSON.objectNode();
        schema.set(
                "anyOf",
                JSON.arrayNode().addAll(choices.stream().map(Pair::schema).toList()));
        return pair(schema, () -> pick(choices).value.get());
    }

    /** A list or tree of values of a schema, by reference. */
    private Pair recursive(int depth) {
        String name = "node " + defined.size();
        defined.put(name, JSON::nullNode);
        ObjectNode reference = JSON.objectNode().put("$ref", "#/$defs/" + name.replace(" ", "%20"));
        Pair inner = any(depth - 1);
        ObjectNode properties = JSON.objectNode();
        properties.set("v", inner.schema);
        properties.set(
                "next",
                JSON.objectNode()
                        .set("anyOf", JSON.arrayNode().add(reference.deepCopy()).add(typed("null"))));
        ObjectNode schema = typed("object").put("additionalProperties", false);
        schema.set("properties", properties);
        schema.set("required", JSON.arrayNode().add("v").add("next"));
        definitions.set(name, schema);
        return pair(reference, () -> {
            JsonNode value = JSON.nullNode();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                ObjectNode outer = JSON.objectNode();
                outer.set("v", inner.value.get());
                outer.set("next", value);
                value = outer;
            }
            return value;
        });
    }

    /** Two objects at once, or exactly one of two. */
    private Pair merged(int depth) {
        Pair first = any(depth - 1);
        Pair second = any(depth - 1);
        boolean both = random.nextBoolean();
        ObjectNode one = object("p", first, both ? null : "one");
        ObjectNode other = object("q", second, both ? null : "other");
        ObjectNode schema = JSON.objectNode();
        schema.set(both ? "allOf" : "oneOf", JSON.arrayNode().add(one).add(other));
        return pair(schema, () -> {
            ObjectNode value = JSON.objectNode();
            boolean left = random.nextBoolean();
            if (!both) {
                value.put("kind", left ? "one" : "other");
            }
            if (both || left) {
                value.set("p", first.value.get());
            }
            if (both || !left) {
                value.set("q", second.value.get());
            }
            return value;
        });
    }

    private static ObjectNode object(String name, Pair member, @Nullable String kind) {
        ObjectNode properties = JSON.objectNode();
        ArrayNode required = JSON.arrayNode().add(name);
        if (kind != null) {
            properties.set("kind", JSON.objectNode().put("const", kind));
            required.add("kind");
        }
        properties.set(name, member.schema);
        ObjectNode schema = typed("object");
        schema.set("properties", properties);
        schema.set("required", required);
        return schema;
    }

    /** The value with some part of it changed, left out, added or replaced. */
    JsonNode mutated(JsonNode value) {
        if (value.isObject() && !value.isEmpty() && random.nextInt(4) > 0) {
            List<String> names = new ArrayList<>(value.propertyNames());
            String name = pick(names);
            ObjectNode changed = ((ObjectNode) value).deepCopy();
            switch (random.nextInt(4)) {
                case 0 -> changed.remove(name);
                case 1 -> changed.set(pick(NAMES), scalar());
                default -> changed.set(name, mutated(value.get(name)));
            }
            return changed;
        }
        if (value.isArray() && !value.isEmpty() && random.nextInt(4) > 0) {
            int at = random.nextInt(value.size());
            ArrayNode changed = ((ArrayNode) value).deepCopy();
            switch (random.nextInt(4)) {
                case 0 -> changed.remove(at);
                case 1 -> changed.insert(at, scalar());
                default -> changed.set(at, mutated(value.get(at)));
            }
            return changed;
        }
        if (value.isString() && random.nextBoolean()) {
            String text = value.stringValue();
            int cut = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
            return JSON.stringNode(
                    random.nextBoolean()
                            ? text.substring(cut)
                            : text.substring(0, cut) + text(1, 2) + text.substring(cut));
        }
        if (value.isNumber() && random.nextBoolean()) {
            return JSON.numberNode(value.decimalValue().add(decimal(random.nextDouble(-30, 30), random.nextInt(3))));
        }
        return scalar();
    }

    private JsonNode scalar() {
        return switch (random.nextInt(6)) {
            case 0 -> JSON.stringNode(text(0, 4));
            case 1 -> JSON.numberNode(random.nextLong(-100, 100));
            case 2 -> JSON.numberNode(decimal(random.nextDouble(-9, 9), 2));
            case 3 -> JSON.booleanNode(random.nextBoolean());
            case 4 -> random.nextBoolean() ? JSON.objectNode() : JSON.arrayNode();
            default -> JSON.nullNode();
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static ObjectNode typed(String type) {
        return JSON.objectNode().put("type", type);
    }

    private static Pair pair(JsonNode schema, Supplier<JsonNode> value) {
        return new Pair(schema, value);
    }
}
