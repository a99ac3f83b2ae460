package dev.sangam.serve.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Unicode characters, as ranges in order that do not touch. Halves of surrogate pairs are none. */
record CharacterSet(List<Range> ranges) {
    /** Characters from first to last. */
    record Range(int first, int last) {}

    static final CharacterSet ALL = new CharacterSet(List.of(
            new Range(0, Character.MIN_SURROGATE - 1),
            new Range(Character.MAX_SURROGATE + 1, Character.MAX_CODE_POINT)));

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
        CharacterSet plain = minus(of(List.of(new Range(0, 0x1f), new Range('"', '"'), new Range('\\', '\\'))));
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
        for (int c = 0; c <= '\\'; c++) {
            if (contains(c) && !plain.contains(c)) {
                alternatives.add(inJson(c));
            }
        }
        return alternatives;
    }

    /** The escape of a character in JSON, as an atom or a sequence of atoms. */
    static String inJson(int c) {
        return switch (c) {
            case '"' -> GrammarRules.literal("\\\"");
            case '\\' -> GrammarRules.literal("\\\\");
            case '\b' -> GrammarRules.literal("\\b");
            case '\f' -> GrammarRules.literal("\\f");
            case '\n' -> GrammarRules.literal("\\n");
            case '\r' -> GrammarRules.literal("\\r");
            case '\t' -> GrammarRules.literal("\\t");
            default -> {
                if (c >= ' ') {
                    yield GrammarRules.literal(Character.toString(c));
                }
                String digit = Integer.toHexString(c & 15);
                yield GrammarRules.literal("\\u00" + (c >> 4)) + " [" + digit + digit.toUpperCase(Locale.ROOT) + "]";
            }
        };
    }

    private static String escaped(int c) {
        boolean word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        return word
                ? Character.toString(c)
                : c < 0x100
                        ? String.format("\\x%02X", c)
                        : c < 0x10000 ? String.format("\\u%04X", c) : String.format("\\U%08X", c);
    }
}
