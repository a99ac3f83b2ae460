package dev.sangam.serve.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers between bounds, digit by digit, as choices of a grammar. None of them is minus zero. */
final class NumberRanges {
    /** Most digits of a bound, so that a grammar stays small. */
    static final int MAX_DIGITS = 30;
    /** Most digits of a whole number without a bound: those that a long holds for sure. */
    private static final int DIGITS = 18;

    private NumberRanges() {}

    /** Whole numbers from {@code min} to {@code max}; null for no bound. Empty when there are none. */
    static List<String> whole(@Nullable BigInteger min, @Nullable BigInteger max) {
        List<String> choices = new ArrayList<>();
        if (max == null || max.signum() >= 0) {
            natural(min == null ? BigInteger.ZERO : min.max(BigInteger.ZERO), max, choices);
        }
        if (min == null || min.signum() < 0) {
            List<String> sizes = new ArrayList<>();
            BigInteger least = max == null ? BigInteger.ONE : max.negate().max(BigInteger.ONE);
            natural(least, min == null ? null : min.negate(), sizes);
            sizes.forEach(size -> choices.add("\"-\" " + size));
        }
        return choices;
    }

    private static void natural(BigInteger min, @Nullable BigInteger max, List<String> choices) {
        String low = min.toString();
        if (max == null) {
            choices.add(between(low, "9".repeat(low.length())));
            int most = Math.max(DIGITS, low.length() + 1);
            choices.add("[1-9] " + digits(low.length(), most - 1));
            return;
        }
        String high = max.toString();
        if (min.compareTo(max) > 0) {
            return;
        }
        for (int length = low.length(); length <= high.length(); length++) {
            String first = length == low.length() ? low : "1" + "0".repeat(length - 1);
            String last = length == high.length() ? high : "9".repeat(length);
            choices.add(between(first, last));
        }
    }

    /** Numbers of as many digits as both bounds have. */
    private static String between(String low, String high) {
        int rest = low.length() - 1;
        if (rest < 0) {
            return "\"\"";
        }
        if (low.equals("0".repeat(rest + 1)) && high.equals("9".repeat(rest + 1))) {
            return digits(rest + 1, rest + 1);
        }
        char first = low.charAt(0);
        char last = high.charAt(0);
        if (rest == 0) {
            return range(first, last);
        }
        if (first == last) {
            return "\"" + first + "\" " + between(low.substring(1), high.substring(1));
        }
        List<String> choices = new ArrayList<>();
        String nines = "9".repeat(rest);
        String zeros = "0".repeat(rest);
        if (!low.substring(1).equals(zeros)) {
            choices.add("\"" + first++ + "\" " + between(low.substring(1), nines));
        }
        boolean tail = !high.substring(1).equals(nines);
        char end = tail ? (char) (last - 1) : last;
        if (first <= end) {
            choices.add(range(first, end) + " " + digits(rest, rest));
        }
        if (tail) {
            choices.add("\"" + last + "\" " + between(zeros, high.substring(1)));
        }
        return group(choices);
    }

    /** A bound of a range of numbers. */
    record Bound(BigDecimal value, boolean exclusive) {
        Bound negated() {
            return new Bound(value.negate(), exclusive);
        }
    }

    /** Numbers without exponent between two bounds; null for no bound. Empty when there are none. */
    static List<String> real(@Nullable Bound min, @Nullable Bound max) {
        List<String> choices = new ArrayList<>();
        Bound zero = new Bound(BigDecimal.ZERO, false);
        Bound aboveZero = new Bound(BigDecimal.ZERO, true);
        if (max == null || max.value().signum() >= 0) {
            sizes(min == null || min.value().signum() < 0 ? zero : min, max, choices);
        }
        if (min == null || min.value().signum() < 0) {
            List<String> sizes = new ArrayList<>();
            Bound least = max == null || max.value().signum() >= 0 ? aboveZero : max.negated();
            sizes(least, min == null ? null : min.negated(), sizes);
            sizes.forEach(size -> choices.add("\"-\" " + size));
        }
        return choices;
    }

    private static void sizes(Bound min, @Nullable Bound max, List<String> choices) {
        BigInteger low = min.value().toBigInteger();
        if (max == null) {
            fraction(min, null).ifPresent(rest -> choices.add("\"" + low + "\" " + rest));
            List<String> above = whole(low.add(BigInteger.ONE), null);
            choices.add(group(above) + " (\".\" " + digits(1, 16) + ")?");
            return;
        }
        BigInteger high = max.value().toBigInteger();
        if (low.equals(high)) {
            fraction(min, max).ifPresent(rest -> choices.add("\"" + low + "\" " + rest));
        } else if (low.compareTo(high) < 0) {
            fraction(min, null).ifPresent(rest -> choices.add("\"" + low + "\" " + rest));
            List<String> inside = whole(low.add(BigInteger.ONE), high.subtract(BigInteger.ONE));
            if (!inside.isEmpty()) {
                choices.add(group(inside) + " (\".\" " + digits(1, 16) + ")?");
            }
            fraction(null, max).ifPresent(rest -> choices.add("\"" + high + "\" " + rest));
        }
    }

    /** What may follow the whole part that the bounds have: a point and digits, or nothing. */
    private static Optional<String> fraction(@Nullable Bound min, @Nullable Bound max) {
        return new Fraction(min, max).all();
    }

    static String group(List<String> choices) {
        return choices.size() == 1 ? choices.getFirst() : "(" + String.join(" | ", choices) + ")";
    }

    static String digits(int min, int max) {
        return max == 0 ? "\"\"" : "[0-9]{" + min + (min == max ? "}" : "," + max + "}");
    }

    static String range(int first, int last) {
        return first == last ? "\"" + (char) first + "\"" : "[" + (char) first + "-" + (char) last + "]";
    }
}
