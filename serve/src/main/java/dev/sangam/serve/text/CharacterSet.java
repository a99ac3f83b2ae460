package dev.sangam.serve.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Unicode characters, as ranges in order that do not touch. Halves of surrogate pairs are none. */
record CharacterSet(List<Range> ranges) {
    /** Characters from first to last. */
    record Range(int first, int last) {}

    static final CharacterSet ALL = new CharacterSet(List.of(
            new Range(0, Character.MIN_SURROGATE - 1),
            new Range(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT)));

    /** Characters that must be escaped, and those of them that have a letter for it. */
    private static final CharacterSet ESCAPED =
            of(List.of(new Range(0, 0x1f), new Range('"', '"'), new Range('\\', '\\')));

    private static final String SHORT = "\"\\\b\f\n\r\t";
    private static final String LETTERS = "\"\\bfnrt";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    static CharacterSet of(int first, int last) {
        return of(List.of(new Range(first, last)));
    }

    static CharacterSet of(List<Range> any) {
        List<Range> merged = new ArrayList<>();
        for (Range range :
                any.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
            Range before = merged.isEmpty() ? new Range(-2, -2) : merged.getLast();
            if (range.first <= before.last + 1) {
                merged.set(merged.size() - 1, new Range(before.first, Math.max(before.last, range.last)));
            } else {
                merged.add(range);
            }
        }
        return new CharacterSet(merged);
    }

    CharacterSet plus(CharacterSet other) {
        List<Range> both = new ArrayList<>(ranges);
        both.addAll(other.ranges);
        return of(both);
    }

    /** All other characters. */
    CharacterSet complement() {
        return ALL.minus(this);
    }

    CharacterSet minus(CharacterSet other) {
        List<Range> left = new ArrayList<>(ranges);
        for (Range cut : other.ranges) {
            List<Range> next = new ArrayList<>();
            for (Range range : left) {
                if (range.first < cut.first) {
                    next.add(new Range(range.first, Math.min(range.last, cut.first - 1)));
                }
                if (range.last > cut.last) {
                    next.add(new Range(Math.max(range.first, cut.last + 1), range.last));
                }
            }
            left = next.stream().filter(range -> range.first <= range.last).toList();
        }
        return new CharacterSet(left);
    }

    boolean contains(int c) {
        return ranges.stream().anyMatch(range -> range.first <= c && c <= range.last);
    }

    /**
     * An alternative per way in which a string of JSON shows characters of the set: as they are, or escaped where they must
     * be. Empty for the empty set.
     */
    List<String> alternatives() {
        List<String> alternatives = new ArrayList<>();
        CharacterSet plain = minus(ESCAPED);
        if (!plain.ranges.isEmpty()) {
            StringBuilder set = new StringBuilder("[");
            for (Range range : plain.ranges) {
                set.append(escaped(range.first));
                if (range.last > range.first) {
                    set.append('-').append(escaped(range.last));
                }
            }
            alternatives.add(set.append(']').toString());
        }
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < SHORT.length(); i++) {
            letters.append(contains(SHORT.charAt(i)) ? escaped(LETTERS.charAt(i)) : "");
        }
        escapes("\\", letters, alternatives);
        for (int high = 0; high < 2; high++) {
            StringBuilder digits = new StringBuilder();
            for (int low = 0; low < 16; low++) {
                char c = (char) (high << 4 | low);
                digits.append(contains(c) && SHORT.indexOf(c) < 0 ? digit(low) : "");
            }
            escapes("\\u00" + high, digits, alternatives);
        }
        return alternatives;
    }

    private static void escapes(String begin, StringBuilder ends, List<String> alternatives) {
        if (!ends.isEmpty()) {
            alternatives.add(GrammarRules.literal(begin) + " [" + ends + "]");
        }
    }

    /** A hexadecimal digit in both cases. */
    private static String digit(int value) {
        String digit = Integer.toHexString(value);
        return value < 10 ? digit : digit + digit.toUpperCase(Locale.ROOT);
    }

    /** How a string of JSON shows one character. */
    static String inJson(int c) {
        return String.join(" | ", of(c, c).alternatives());
    }

    private static String escaped(int c) {
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
            return Character.toString(c);
        }
        return c < 0x100
                ? "\\x" + HEX.toHexDigits(c, 2)
                : c < 0x10000 ? "\\u" + HEX.toHexDigits(c, 4) : "\\U" + HEX.toHexDigits(c, 8);
    }
}
