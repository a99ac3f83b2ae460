package dev.sangam.serve.grammar;

import dev.sangam.core.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads GBNF, llama.cpp's notation for grammars (grammars/README.md there), by recursive descent. What stands for single
 * tokens of a model, such as {@code <think>}, is not part of what is read here.
 */
final class Gbnf {
    private static final int MAX_CHARS = 1 << 18;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_TIMES = 100_000;

    private final String text;
    private int at;
    private int depth;

    private Gbnf(String text) {
        this.text = text;
    }

    /**
     * The rules by name.
     *
     * @throws InputException naming the line and what is wrong there
     */
    static Map<String, Expression> read(String text) {
        if (text.length() > MAX_CHARS) {
            throw new InputException(
                    "the grammar has " + text.length() + " characters; it may have " + MAX_CHARS + " at most");
        }
        return new Gbnf(text).rules();
    }

    private Map<String, Expression> rules() {
        Map<String, Expression> rules = new LinkedHashMap<>();
        skipSpace(true);
        while (at < text.length()) {
            String name = name();
            skipSpace(false);
            expect("::=");
            skipSpace(true);
            if (rules.put(name, choice()) != null) {
                throw wrong("rule " + name + " is there twice");
            }
            if (at < text.length() && !isNewline()) {
                throw wrong("a rule ends with its line, but here is " + here());
            }
            skipSpace(true);
        }
        return rules;
    }

    private Expression choice() {
        List<Expression> choices = new ArrayList<>();
        choices.add(sequence());
        while (peek() == '|') {
            at++;
            skipSpace(true);
            choices.add(sequence());
        }
        return choices.size() == 1 ? choices.getFirst() : new Expression.Choice(choices);
    }

    private Expression sequence() {
        List<Expression> parts = new ArrayList<>();
        while (at < text.length()) {
            int c = peek();
            if (c == '"') {
                at++;
                literal(parts);
            } else if (c == '[') {
                at++;
                parts.add(characters());
            } else if (c == '.') {
                at++;
                parts.add(new Expression.OneOf(CodePoints.ALL));
            } else if (c == '(') {
                at++;
                parts.add(group());
            } else if (isNameChar(c)) {
                parts.add(new Expression.Reference(name()));
            } else if (c == '*' || c == '+' || c == '?' || c == '{') {
                if (parts.isEmpty()) {
                    throw wrong("nothing to repeat before " + here());
                }
                at++;
                parts.add(repeat(parts.removeLast(), c));
            } else {
                break;
            }
            skipSpace(depth > 0);
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.Sequence(parts);
    }

    // A literal is repeated as a whole, so it is one part however many characters it has.
    private void literal(List<Expression> parts) {
        List<Expression> letters = new ArrayList<>();
        while (peek() != '"') {
            int c = character();
            CodePoints one = CodePoints.of(c);
            if (one.ranges().isEmpty()) {
                throw wrong("U+%X is half of a character".formatted(c));
            }
            letters.add(new Expression.OneOf(one));
        }
        at++;
        parts.add(letters.size() == 1 ? letters.getFirst() : new Expression.Sequence(letters));
    }

    private Expression characters() {
        boolean negated = peek() == '^';
        if (negated) {
            at++;
        }
        List<CodePoints.Range> ranges = new ArrayList<>();
        while (peek() != ']') {
            int first = character();
            int last = first;
            if (peek() == '-' && at + 1 < text.length() && text.charAt(at + 1) != ']') {
                at++;
                last = character();
            }
            if (last < first) {
                throw wrong("a range of characters that ends before it starts");
            }
            ranges.add(new CodePoints.Range(first, last));
        }
        at++;
        CodePoints set = CodePoints.of(ranges);
        return new Expression.OneOf(negated ? set.complement() : set);
    }

    private Expression group() {
        if (++depth > MAX_DEPTH) {
            throw wrong("parentheses more than " + MAX_DEPTH + " deep");
        }
        skipSpace(true);
        Expression inside = choice();
        expect(")");
        depth--;
        return inside;
    }

    private Expression repeat(Expression part, int sign) {
        return switch (sign) {
            case '*' -> new Expression.Repeat(part, 0, -1);
            case '+' -> new Expression.Repeat(part, 1, -1);
            case '?' -> new Expression.Repeat(part, 0, 1);
            default -> braces(part);
        };
    }

    private Expression braces(Expression part) {
        skipSpace(depth > 0);
        int min = times();
        int max = min;
        if (peek() == ',') {
            at++;
            skipSpace(depth > 0);
            max = peek() == '}' ? -1 : times();
        }
        expect("}");
        if (max >= 0 && max < min) {
            throw wrong("at least " + min + " times but at most " + max);
        }
        return new Expression.Repeat(part, min, max);
    }

    private int times() {
        int start = at;
        int value = 0;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            value = Math.min(MAX_TIMES + 1, value * 10 + text.charAt(at++) - '0');
        }
        if (at == start) {
            throw wrong("a number is missing before " + here());
        }
        if (value > MAX_TIMES) {
            throw wrong("a repetition of more than " + MAX_TIMES + " times");
        }
        skipSpace(depth > 0);
        return value;
    }

    private String name() {
        int start = at;
        while (at < text.length() && isNameChar(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw wrong("the name of a rule is missing before " + here());
        }
        return text.substring(start, at);
    }

    private int character() {
        if (at >= text.length()) {
            throw wrong("the end is missing");
        }
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
            return c;
        }
        int escaped = peek();
        at++;
        return switch (escaped) {
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'n' -> '\n';
            case '\\', '"', '[', ']', '-', '^' -> escaped;
            default -> {
                at--;
                throw wrong("an unknown escape before " + here());
            }
        };
    }

    private int hex(int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(peek(), 16);
            if (digit < 0) {
                throw wrong(digits + " hexadecimal digits must stand before " + here());
            }
            value = value * 16 + digit;
            at++;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw wrong("there is no character U+%X".formatted(value));
        }
        return (int) value;
    }

    private void skipSpace(boolean newlines) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                while (at < text.length() && !isNewline()) {
                    at++;
                }
            } else if (c == ' ' || c == '\t' || (newlines && isNewline())) {
                at++;
            } else {
                return;
            }
        }
    }

    private boolean isNewline() {
        return text.charAt(at) == '\n' || text.charAt(at) == '\r';
    }

    private static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    }

    /** The next char, or -1 at the end. */
    private int peek() {
        return at < text.length() ? text.charAt(at) : -1;
    }

    private void expect(String sign) {
        if (!text.startsWith(sign, at)) {
            throw wrong(sign + " is missing before " + here());
        }
        at += sign.length();
    }

    private String here() {
        return at < text.length() ? "'" + Character.toString(text.codePointAt(at)) + "'" : "the end";
    }

    private InputException wrong(String what) {
        int end = Math.min(at, text.length());
        long line = 1 + text.substring(0, end).chars().filter(c -> c == '\n').count();
        return new InputException("the grammar is wrong in line " + line + ": " + what);
    }
}
