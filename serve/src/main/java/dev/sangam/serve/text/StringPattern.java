package dev.sangam.serve.text;

import dev.sangam.core.InputException;
import dev.sangam.serve.text.CharacterSet.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Rules for strings that match a regular expression, in the part of ECMAScript's notation that describes characters alone: no
 * look-ahead or -behind, back-reference, word border or Unicode property, and anchors at the ends only. As JSON Schema has it,
 * a pattern without anchors may match anywhere in the string.
 */
final class StringPattern {
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_TIMES = 1_000;
    private static final int MAX_DEPTH = 30;

    private static final CharacterSet DIGITS = CharacterSet.of('0', '9');
    private static final CharacterSet WORD = DIGITS.plus(CharacterSet.of('a', 'z'))
            .plus(CharacterSet.of('A', 'Z'))
            .plus(CharacterSet.of('_', '_'));
    private static final CharacterSet LINE_ENDS =
            CharacterSet.of(List.of(new Range('\n', '\n'), new Range('\r', '\r'), new Range(0x2028, 0x2029)));
    private static final CharacterSet SPACE = LINE_ENDS.plus(CharacterSet.of(List.of(
            new Range('\t', '\r'),
            new Range(' ', ' '),
            new Range(0xa0, 0xa0),
            new Range(0x1680, 0x1680),
            new Range(0x2000, 0x200a),
            new Range(0x202f, 0x202f),
            new Range(0x205f, 0x205f),
            new Range(0x3000, 0x3000),
            new Range(0xfeff, 0xfeff))));

    private final String pattern;
    private final GrammarRules rules;
    private int at;
    private int depth;

    private StringPattern(String pattern, GrammarRules rules) {
        this.pattern = pattern;
        this.rules = rules;
    }

    /**
     * An atom for the strings that match, quotes included.
     *
     * @throws InputException when the pattern is wrong or beyond what is supported
     */
    static String rule(String pattern, GrammarRules rules) {
        if (pattern.length() > MAX_LENGTH) {
            throw new InputException("has " + pattern.length() + " characters; it may have " + MAX_LENGTH + " at most");
        }
        StringPattern parser = new StringPattern(pattern, rules);
        List<String> choices = new ArrayList<>();
        do {
            choices.add(parser.anchored());
        } while (parser.skip('|'));
        if (parser.at < pattern.length()) {
            throw parser.wrong("'" + pattern.charAt(parser.at) + "' is not supported here");
        }
        return rules.add("pattern", "\"\\\"\" " + rules.choice("pattern", choices) + " \"\\\"\"");
    }

    private String anchored() {
        String before = skip('^') ? "" : anything() + " ";
        String inside = sequence();
        String after = skip('$') ? "" : " " + anything();
        return rules.add("pattern", before + inside + after);
    }

    private String anything() {
        return rules.repeat("anything", set(CharacterSet.ALL), 0, -1);
    }

    private String choice() {
        if (++depth > MAX_DEPTH) {
            throw wrong("groups are nested deeper than " + MAX_DEPTH);
        }
        List<String> choices = new ArrayList<>();
        do {
            choices.add(rules.add("pattern", sequence()));
        } while (skip('|'));
        depth--;
        return rules.choice("pattern", choices);
    }

    private String sequence() {
        List<String> parts = new ArrayList<>();
        while (at < pattern.length() && "|)$".indexOf(pattern.charAt(at)) < 0) {
            parts.add(repeated(part()));
        }
        return parts.isEmpty() ? "\"\"" : String.join(" ", parts);
    }

    private String part() {
        int c = next();
        return switch (c) {
            case '(' -> group();
            case '[' -> set(characters());
            case '.' -> set(LINE_ENDS.complement());
            case '\\' -> set(escape(false));
            case '*', '+', '?', '{', '}', ']', '^' ->
                throw wrong("'" + (char) c + "' is not supported here. Maybe write '\\" + (char) c + "'");
            default -> set(CharacterSet.of(c, c));
        };
    }

    private String group() {
        if (skip('?') && !skip(':')) {
            boolean named =
                    pattern.startsWith("<", at) && !pattern.startsWith("<=", at) && !pattern.startsWith("<!", at);
            int end = pattern.indexOf('>', at);
            if (!named || end < 0) {
                throw wrong("look-ahead, look-behind and flags are not supported");
            }
            at = end + 1;
        }
        String inside = choice();
        if (!skip(')')) {
            throw wrong(at < pattern.length() ? "'$' is supported at the end alone" : "a group has no end");
        }
        return inside;
    }

    private String repeated(String atom) {
        int min;
        int max;
        if (skip('*')) {
            min = 0;
            max = -1;
        } else if (skip('+')) {
            min = 1;
            max = -1;
        } else if (skip('?')) {
            min = 0;
            max = 1;
        } else if (skip('{')) {
            min = times();
            max = !skip(',') ? min : pattern.startsWith("}", at) ? -1 : times();
            if (!skip('}') || (max >= 0 && max < min)) {
                throw wrong("a repetition must be like {2}, {2,} or {2,5}");
            }
        } else {
            return atom;
        }
        // A lazy repetition matches the same strings.
        skip('?');
        return rules.repeat("pattern", atom, min, max);
    }

    private int times() {
        int start = at;
        while (at < pattern.length() && Character.isDigit(pattern.charAt(at)) && at < start + 5) {
            at++;
        }
        if (at == start || Integer.parseInt(pattern.substring(start, at)) > MAX_TIMES) {
            throw wrong("a repetition must be of 0 to " + MAX_TIMES + " times");
        }
        return Integer.parseInt(pattern.substring(start, at));
    }

    private CharacterSet characters() {
        boolean negated = skip('^');
        CharacterSet set = new CharacterSet(List.of());
        while (!skip(']')) {
            CharacterSet first = character();
            boolean single = first.ranges().size() == 1
                    && first.ranges().getFirst().first()
                            == first.ranges().getFirst().last();
            boolean range = pattern.startsWith("-", at) && !pattern.startsWith("-]", at);
            if (range && single) {
                at++;
                CharacterSet last = character();
                int from = first.ranges().getFirst().first();
                int to = last.ranges().getFirst().last();
                if (last.ranges().size() != 1 || last.ranges().getFirst().first() != to || from > to) {
                    throw wrong("a range of characters must go up");
                }
                first = CharacterSet.of(from, to);
            }
            set = set.plus(first);
        }
        return negated ? set.complement() : set;
    }

    private CharacterSet character() {
        int c = next();
        return c == '\\' ? escape(true) : CharacterSet.of(c, c);
    }

    private CharacterSet escape(boolean inSet) {
        int c = next();
        return switch (c) {
            case 'd' -> DIGITS;
            case 'D' -> DIGITS.complement();
            case 'w' -> WORD;
            case 'W' -> WORD.complement();
            case 's' -> SPACE;
            case 'S' -> SPACE.complement();
            case 't' -> CharacterSet.of('\t', '\t');
            case 'n' -> CharacterSet.of('\n', '\n');
            case 'r' -> CharacterSet.of('\r', '\r');
            case 'f' -> CharacterSet.of('\f', '\f');
            case 'v' -> CharacterSet.of(0xb, 0xb);
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            default -> {
                if ((c < 0x80 && Character.isLetterOrDigit(c)) && !(inSet && c == 'b')) {
                    throw wrong("'\\" + (char) c + "' is not supported");
                }
                yield inSet && c == 'b' ? CharacterSet.of('\b', '\b') : CharacterSet.of(c, c);
            }
        };
    }

    private CharacterSet hex(int digits) {
        String code = pattern.substring(at, Math.min(at + digits, pattern.length()));
        if (!code.matches("[0-9a-fA-F]{" + digits + "}")) {
            throw wrong(digits + " hexadecimal digits are missing");
        }
        at += digits;
        int c = Integer.parseInt(code, 16);
        return CharacterSet.of(c, c);
    }

    private String set(CharacterSet set) {
        CharacterSet valid = set.minus(CharacterSet.of(Character.MIN_SURROGATE, Character.MAX_SURROGATE));
        List<String> alternatives = valid.alternatives();
        if (alternatives.isEmpty()) {
            throw wrong("a set of characters is empty");
        }
        boolean atom = alternatives.size() == 1 && !alternatives.getFirst().contains("\" [");
        return atom ? alternatives.getFirst() : rules.add("set", String.join(" | ", alternatives));
    }

    private boolean skip(char c) {
        boolean found = at < pattern.length() && pattern.charAt(at) == c;
        at += found ? 1 : 0;
        return found;
    }

    private int next() {
        if (at >= pattern.length()) {
            throw wrong("the end is missing");
        }
        int c = pattern.codePointAt(at);
        at += Character.charCount(c);
        return c;
    }

    private InputException wrong(String problem) {
        return new InputException("'" + pattern + "' cannot be followed at character " + at + ": " + problem);
    }
}
