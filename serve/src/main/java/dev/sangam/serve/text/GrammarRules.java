package dev.sangam.serve.text;

import dev.sangam.core.InputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Rules of a grammar in GBNF as they are found, for texts of JSON. Parts of rules are handed round as atoms: texts that mean
 * the same alone, in a sequence and before a repetition.
 */
final class GrammarRules {
    /** Longest grammar, characters. */
    private static final int MAX_LENGTH = 200_000;

    /** White space between tokens: none, a blank, or a new line with its margin. */
    static final String WS = "ws";

    /** A character of a string, or its escape; no halves of surrogate pairs. */
    static final String CHAR = "char";

    /** Any string. */
    static final String STRING = "string";

    /** Any value. */
    static final String VALUE = "value";

    /** Any object. */
    static final String OBJECT = "object";

    /** A hexadecimal digit. */
    private static final String HEX = "hex";

    private static final Map<String, String> COMMON = Map.of(
            WS,
            "| \" \" | \"\\n\" [ \\t]{0,20}",
            HEX,
            "[0-9a-fA-F]",
            CHAR,
            "[^\"\\\\\\x00-\\x1F] | \"\\\\\" ([\"\\\\/bfnrt] | \"u\" ([0-9a-cA-CeEfF] hex{3} | [dD] [0-7] hex{2}))",
            STRING,
            "\"\\\"\" char* \"\\\"\"",
            OBJECT,
            "\"{\" ws (string \":\" ws value (\",\" ws string \":\" ws value)* ws)? \"}\"",
            "array",
            "\"[\" ws (value (\",\" ws value)* ws)? \"]\"",
            "number",
            "\"-\"? (\"0\" | [1-9] [0-9]{0,15}) (\".\" [0-9]{1,16})? ([eE] [+-]? [0-9]{1,2})?",
            VALUE,
            "object | array | string | number | \"true\" | \"false\" | \"null\"");

    private final Map<String, String> rules = new LinkedHashMap<>();
    /** Names by body, so that equal bodies are written once. */
    private final Map<String, String> names = new HashMap<>();

    private final Set<String> taken = new HashSet<>(COMMON.keySet());
    private int length;

    GrammarRules() {
        taken.add("root");
    }

    /** Name of a rule with this body, which is added unless there is one. */
    String add(String hint, String body) {
        String known = names.get(body);
        if (known != null) {
            return known;
        }
        String name = reserve(hint);
        define(name, body);
        names.put(body, name);
        return name;
    }

    /** A name for a rule that is defined later. */
    String reserve(String hint) {
        String clean =
                hint.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String base = clean.isEmpty() ? "rule" : clean.substring(0, Math.min(clean.length(), 30));
        String name = base;
        for (int i = 2; !taken.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }

    void define(String name, String body) {
        length += name.length() + body.length();
        if (length > MAX_LENGTH) {
            throw new InputException("the grammar has more than " + MAX_LENGTH + " characters");
        }
        rules.put(name, body);
    }

    /** An atom for one of these; they must not be none. */
    String choice(String hint, List<String> choices) {
        return choices.size() == 1 ? choices.getFirst() : add(hint, String.join(" | ", choices));
    }

    /** An atom for an atom again and again; {@code max} is negative for no end. */
    String repeat(String hint, String atom, int min, int max) {
        if (max == 0) {
            return "\"\"";
        }
        String times = max < 0 ? "{" + min + ",}" : min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
        return min == 1 && max == 1 ? atom : add(hint, atom + times);
    }

    /** An atom that reads these characters. */
    static String literal(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InputException("a string holds half a surrogate pair");
        }
        StringBuilder literal = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> literal.append("\\\"");
                case '\\' -> literal.append("\\\\");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                default -> literal.append(c < ' ' ? String.format("\\x%02X", c) : String.valueOf((char) c));
            }
        });
        return literal.append('"').toString();
    }

    /** The grammar whose texts are those of the atom. */
    String grammar(String root) {
        StringBuilder text = new StringBuilder("root ::= ").append(root).append('\n');
        rules.forEach((name, body) -> line(text, name, body));
        Set<String> used = new HashSet<>();
        List<String> open = new ArrayList<>(words(text.toString()));
        while (!open.isEmpty()) {
            String name = open.removeLast();
            String body = COMMON.get(name);
            if (body != null && used.add(name)) {
                line(text, name, body);
                open.addAll(words(body));
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String body) {
        text.append(name).append(" ::= ").append(body).append('\n');
    }

    /** Words that may be names of rules; those within strings do no harm. */
    private static List<String> words(String text) {
        return List.of(text.split("[^a-z0-9-]+"));
    }
}
