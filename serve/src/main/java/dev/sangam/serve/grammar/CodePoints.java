package dev.sangam.serve.grammar;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A set of Unicode characters, as ranges in order with gaps between them. Halves of surrogate pairs are not characters. */
record CodePoints(List<Range> ranges) {
    private static final Range SURROGATES = new Range(Character.MIN_SURROGATE, Character.MAX_SURROGATE);

    /** The last code point that is encoded in one, two, three and four bytes. */
    private static final int[] LAST_OF_LENGTH = {0x7f, 0x7ff, 0xffff, Character.MAX_CODE_POINT};

    /** Every character. */
    static final CodePoints ALL = new CodePoints(
            List.of(new Range(0, SURROGATES.first - 1), new Range(SURROGATES.last + 1, Character.MAX_CODE_POINT)));

    /** From one code point to another, both included. */
    record Range(int first, int last) {}

    static CodePoints of(int codePoint) {
        return of(List.of(new Range(codePoint, codePoint)));
    }

    /** The union of ranges in any order. */
    static CodePoints of(List<Range> ranges) {
        List<Range> merged = new ArrayList<>();
        for (Range range :
                ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
            if (!merged.isEmpty() && range.first <= merged.getLast().last + 1) {
                Range before = merged.removeLast();
                merged.add(new Range(before.first, Math.max(before.last, range.last)));
            } else {
                merged.add(range);
            }
        }
        return new CodePoints(merged).withoutSurrogates();
    }

    /** All other characters. */
    CodePoints complement() {
        List<Range> others = new ArrayList<>();
        int next = 0;
        for (Range range : ranges) {
            if (range.first > next) {
                others.add(new Range(next, range.first - 1));
            }
            next = range.last + 1;
        }
        if (next <= Character.MAX_CODE_POINT) {
            others.add(new Range(next, Character.MAX_CODE_POINT));
        }
        return new CodePoints(others).withoutSurrogates();
    }

    private CodePoints withoutSurrogates() {
        List<Range> kept = new ArrayList<>();
        for (Range range : ranges) {
            addUnlessEmpty(kept, range.first, Math.min(range.last, SURROGATES.first - 1));
            addUnlessEmpty(kept, Math.max(range.first, SURROGATES.last + 1), range.last);
        }
        return new CodePoints(kept);
    }

    private static void addUnlessEmpty(List<Range> ranges, int first, int last) {
        if (first <= last) {
            ranges.add(new Range(first, last));
        }
    }

    /** The UTF-8 encodings of these characters, as sequences of byte ranges: every choice of bytes is a character. */
    List<List<Range>> utf8() {
        List<List<Range>> sequences = new ArrayList<>();
        for (Range range : ranges) {
            int first = range.first;
            for (int length = 1; length <= LAST_OF_LENGTH.length; length++) {
                int last = Math.min(range.last, LAST_OF_LENGTH[length - 1]);
                if (first <= last) {
                    encode(first, last, length, sequences);
                    first = last + 1;
                }
            }
        }
        return sequences;
    }

    // Splits until the first and the last code point differ in trailing bytes that each run over all their values.
    private static void encode(int first, int last, int length, List<List<Range>> sequences) {
        for (int trailing = 1; trailing < length; trailing++) {
            int mask = (1 << (6 * trailing)) - 1;
            if ((first & ~mask) != (last & ~mask)) {
                if ((first & mask) != 0) {
                    encode(first, first | mask, length, sequences);
                    encode((first | mask) + 1, last, length, sequences);
                    return;
                }
                if ((last & mask) != mask) {
                    encode(first, (last & ~mask) - 1, length, sequences);
                    encode(last & ~mask, last, length, sequences);
                    return;
                }
            }
        }
        List<Range> sequence = new ArrayList<>();
        for (int index = 0; index < length; index++) {
            sequence.add(new Range(utf8Byte(first, length, index), utf8Byte(last, length, index)));
        }
        sequences.add(sequence);
    }

    private static int utf8Byte(int codePoint, int length, int index) {
        int bits = codePoint >> (6 * (length - 1 - index));
        if (index > 0) {
            return 0x80 | (bits & 0x3f);
        }
        return length == 1 ? bits : ((0xf00 >> length) & 0xff) | bits;
    }
}
