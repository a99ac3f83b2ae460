package dev.sangam.serve.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The digits after a point between those of two bounds. A digit is tight against a bound when all before it are the bound's
 * own; then it cannot pass the bound's next digit.
 */
final class Fraction {
    private static final int DIGITS = 16;

    private final boolean lower;
    private final boolean upper;
    private final boolean aboveLow;
    private final boolean belowHigh;
    private final String low;
    private final String high;
    private final int length;

    /** Bounds whose whole parts are those of the number; null for none. */
    Fraction(NumberRanges.@Nullable Bound min, NumberRanges.@Nullable Bound max) {
        lower = min != null;
        upper = max != null;
        aboveLow = min != null && min.exclusive();
        belowHigh = max != null && max.exclusive();
        String first = min == null ? "" : digits(min.value());
        String last = max == null ? "" : digits(max.value());
        length = Math.max(first.length(), last.length());
        low = first + "0".repeat(length - first.length());
        high = last + "0".repeat(length - last.length());
    }

    /** A point and digits, or nothing, as far as the bounds allow either; empty when they allow neither. */
    Optional<String> all() {
        Optional<String> digits = some(0, lower, upper).map(rest -> "\".\" " + rest);
        return mayEnd(0, lower, upper)
                ? Optional.of(digits.map(rest -> "(" + rest + ")?").orElse("\"\""))
                : digits;
    }

    private static String digits(BigDecimal value) {
        BigDecimal fraction = value.remainder(BigDecimal.ONE).stripTrailingZeros();
        return fraction.signum() == 0 ? "" : fraction.toPlainString().substring(2);
    }

    /** Whether no further digit is needed: what is missing counts as zeros. */
    private boolean mayEnd(int at, boolean tightLow, boolean tightHigh) {
        boolean lowFits = !tightLow || (zeros(low, at) && !aboveLow);
        boolean highFits = !tightHigh || !zeros(high, at) || !belowHigh;
        return lowFits && highFits;
    }

    private static boolean zeros(String digits, int from) {
        return digits.chars().skip(from).allMatch(c -> c == '0');
    }

    /** One digit or more from a place on. */
    private Optional<String> some(int at, boolean tightLow, boolean tightHigh) {
        if (at == length) {
            return beyond(tightLow, tightHigh);
        }
        List<String> choices = new ArrayList<>();
        char first = tightLow ? low.charAt(at) : '0';
        char last = tightHigh ? high.charAt(at) : '9';
        if (first == last) {
            digit(first, at, tightLow, tightHigh, choices);
            return choice(choices);
        }
        if (tightLow && first < last) {
            digit(first++, at, true, false, choices);
        }
        char end = tightHigh ? (char) (last - 1) : last;
        if (first <= end) {
            choices.add(NumberRanges.range(first, end) + " " + NumberRanges.digits(0, DIGITS - 1));
        }
        if (tightHigh && first <= last) {
            digit(last, at, false, true, choices);
        }
        return choice(choices);
    }

    private static Optional<String> choice(List<String> choices) {
        return choices.isEmpty() ? Optional.empty() : Optional.of(NumberRanges.group(choices));
    }

    private void digit(char digit, int at, boolean tightLow, boolean tightHigh, List<String> choices) {
        Optional<String> rest = some(at + 1, tightLow, tightHigh);
        String shown = "\"" + digit + "\"";
        if (mayEnd(at + 1, tightLow, tightHigh)) {
            choices.add(shown + rest.map(more -> " (" + more + ")?").orElse(""));
        } else {
            rest.ifPresent(more -> choices.add(shown + " " + more));
        }
    }

    /** One digit or more after all digits of the bounds. */
    private Optional<String> beyond(boolean tightLow, boolean tightHigh) {
        if (tightHigh) {
            return belowHigh || (tightLow && aboveLow) ? Optional.empty() : Optional.of("\"0\"{1," + DIGITS + "}");
        }
        return Optional.of(
                tightLow && aboveLow
                        ? "\"0\"{0," + (DIGITS - 1) + "} [1-9] " + NumberRanges.digits(0, DIGITS - 1)
                        : NumberRanges.digits(1, DIGITS));
    }
}
