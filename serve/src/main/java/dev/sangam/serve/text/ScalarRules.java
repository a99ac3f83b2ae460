package dev.sangam.serve.text;

import dev.sangam.core.InputException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Rules for constants, strings, numbers, booleans and null. */
final class ScalarRules {
    private static final int MAX_CHARACTERS = 20_000;

    private static final String DATE =
            "([0-9]{4} \"-\" ((\"0\" [13578] | \"1\" [02]) \"-\" (\"0\" [1-9] | [12] [0-9] | \"3\" [01])"
                    + " | (\"0\" [469] | \"11\") \"-\" (\"0\" [1-9] | [12] [0-9] | \"30\")"
                    + " | \"02-\" (\"0\" [1-9] | \"1\" [0-9] | \"2\" [0-8]))"
                    + " | ([0-9]{2} (\"0\" [48] | [2468] [048] | [13579] [26]) | (\"0\" [048] | [2468] [048] | [13579] [26]) \"00\")"
                    + " \"-02-29\")";
    private static final String HOUR = "([01] [0-9] | \"2\" [0-3])";
    private static final String TIME = "(" + HOUR + " \":\" [0-5] [0-9] \":\" [0-5] [0-9] (\".\" [0-9]{1,9})?"
            + " (\"Z\" | [+-] " + HOUR + " \":\" [0-5] [0-9]))";
    private static final String BYTE = "(\"25\" [0-5] | \"2\" [0-4] [0-9] | \"1\" [0-9]{2} | [1-9] [0-9] | [0-9])";
    private static final Map<String, String> FORMATS = Map.of(
            "date",
            DATE,
            "time",
            TIME,
            "date-time",
            DATE + " \"T\" " + TIME,
            "uuid",
            "hex{8} \"-\" hex{4} \"-\" hex{4} \"-\" hex{4} \"-\" hex{12}",
            "ipv4",
            BYTE + " (\".\" " + BYTE + "){3}");

    private final GrammarRules rules;

    ScalarRules(GrammarRules rules) {
        this.rules = rules;
    }

    /** Atoms for the values of {@code const} or {@code enum}. */
    List<String> constants(Schema schema, List<String> keywords) {
        for (String keyword : keywords) {
            if (!keyword.equals("const") && !keyword.equals("enum") && !keyword.equals("type")) {
                throw schema.refused(
                        keyword, "stands beside const or enum, which is not supported. Maybe leave it out");
            }
        }
        Set<JsonNode> values = new LinkedHashSet<>();
        if (keywords.contains("enum")) {
            if (!schema.get("enum").isArray()) {
                throw schema.refused("enum", "must be a list of values");
            }
            schema.get("enum").forEach(values::add);
        }
        if (keywords.contains("const")) {
            values.removeIf(value -> !value.equals(schema.get("const")));
            if (!keywords.contains("enum")) {
                values.add(schema.get("const"));
            }
        }
        Set<String> types = schema.types();
        values.removeIf(value -> !types.contains(type(value))
                && !(type(value).equals("integer") && types.contains("number"))
                && !(types.contains("integer") && isWhole(value)));
        if (values.isEmpty()) {
            throw schema.refused("has no value that fits its const, enum and type");
        }
        return values.stream()
                .map(value -> GrammarRules.literal(value.toString()))
                .toList();
    }

    /** The type of a value. */
    static String type(JsonNode value) {
        return value.isObject()
                ? "object"
                : value.isArray()
                        ? "array"
                        : value.isString()
                                ? "string"
                                : value.isBoolean()
                                        ? "boolean"
                                        : value.isNull() ? "null" : value.isIntegralNumber() ? "integer" : "number";
    }

    private static boolean isWhole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
    }

    /** Atoms for one of the other types. */
    List<String> atoms(Schema schema, String type) {
        return switch (type) {
            case "string" -> List.of(string(schema));
            case "boolean" -> List.of("\"true\"", "\"false\"");
            case "null" -> List.of("\"null\"");
            default -> List.of(number(schema, type));
        };
    }

    private String string(Schema schema) {
        boolean bounded = schema.has("minLength") || schema.has("maxLength");
        if ((schema.has("pattern") ? 1 : 0) + (schema.has("format") ? 1 : 0) + (bounded ? 1 : 0) > 1) {
            throw schema.refused("has more than one of pattern, format and a length, which is not supported");
        }
        if (schema.has("pattern")) {
            try {
                return StringPattern.rule(schema.text("pattern"), rules);
            } catch (InputException e) {
                throw schema.refused("pattern", String.valueOf(e.getMessage()));
            }
        }
        if (schema.has("format")) {
            String format = FORMATS.get(schema.text("format"));
            if (format == null) {
                throw schema.refused(
                        "format", "is " + schema.get("format") + ", which is not supported. Maybe leave it out");
            }
            return rules.add(schema.text("format"), "\"\\\"\" " + format + " \"\\\"\"");
        }
        if (!bounded) {
            return GrammarRules.STRING;
        }
        int min = schema.count("minLength", MAX_CHARACTERS).orElse(0);
        int max = schema.count("maxLength", MAX_CHARACTERS).orElse(-1);
        if (max >= 0 && max < min) {
            throw schema.refused("minLength", "is " + min + ", but maxLength is " + max);
        }
        return rules.add("text", "\"\\\"\" " + rules.repeat("chars", GrammarRules.CHAR, min, max) + " \"\\\"\"");
    }

    private String number(Schema schema, String type) {
        NumberRanges.Bound min = bound(schema, "minimum", "exclusiveMinimum", 1);
        NumberRanges.Bound max = bound(schema, "maximum", "exclusiveMaximum", -1);
        boolean whole = type.equals("integer");
        if (!whole && min == null && max == null) {
            return "number";
        }
        List<String> choices = whole
                ? NumberRanges.whole(
                        min == null ? null : least(min),
                        max == null ? null : least(max.negated()).negate())
                : NumberRanges.real(min, max);
        if (choices.isEmpty()) {
            throw schema.refused("has no number between its bounds");
        }
        return rules.add(type.equals("integer") ? "integer" : "range", String.join(" | ", choices));
    }

    /** The least whole number within a lower bound. */
    private static BigInteger least(NumberRanges.Bound min) {
        BigInteger ceiling = min.value().setScale(0, RoundingMode.CEILING).toBigInteger();
        boolean next = min.exclusive() && new BigDecimal(ceiling).compareTo(min.value()) == 0;
        return next ? ceiling.add(BigInteger.ONE) : ceiling;
    }

    /** The narrower of two bounds; {@code sign} is 1 for lower ones and -1 for upper ones. */
    private static NumberRanges.@Nullable Bound bound(Schema schema, String inclusive, String exclusive, int sign) {
        List<NumberRanges.Bound> bounds = new ArrayList<>();
        for (String keyword : List.of(exclusive, inclusive)) {
            JsonNode value = schema.get(keyword);
            if (!value.isMissingNode()) {
                if (!value.isNumber()) {
                    throw schema.refused(keyword, "is " + Schema.kind(value) + "; it must be a number");
                }
                BigDecimal number = value.decimalValue();
                if (number.signum() != 0
                        && (Math.abs(number.precision() - (long) number.scale()) > NumberRanges.MAX_DIGITS
                                || number.stripTrailingZeros().scale() > NumberRanges.MAX_DIGITS)) {
                    throw schema.refused(
                            keyword, "is " + value + "; it may have " + NumberRanges.MAX_DIGITS + " digits at most");
                }
                bounds.add(new NumberRanges.Bound(number, keyword.equals(exclusive)));
            }
        }
        return bounds.stream()
                .reduce((a, b) -> Integer.signum(a.value().compareTo(b.value())) != -sign ? a : b)
                .orElse(null);
    }
}
