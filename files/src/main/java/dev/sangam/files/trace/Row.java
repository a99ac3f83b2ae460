package dev.sangam.files.trace;

import dev.sangam.core.InputException;
import dev.sangam.core.workload.TokenCount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/** One row of a trace, with its place: what its fields mean is checked here, whatever the file's syntax. */
interface Row {
    /** Latest arrival: some 230 years, so that sums of times cannot overflow. */
    long MAX_NANOS = Long.MAX_VALUE / 4 * 3;

    /** Bounded in length and exponent, so that exact arithmetic on it is cheap. */
    Pattern DECIMAL = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{0,30})?([eE][+-]?[0-9]{1,2})?");

    Pattern WHOLE = Pattern.compile("-?[0-9]{1,19}(\\.0{0,9})?");

    /** Text of a field; an error when it is missing. */
    String text(String field);

    /** File and line. */
    String place();

    /** A count of at least 1; {@code 12.0} is 12, since data frames write whole numbers so. */
    default int tokens(String field) {
        return (int) whole(field, 1, TokenCount.MAX);
    }

    /** A whole number within bounds, both included. */
    default long whole(String field, long min, long max) {
        String text = text(field).strip();
        if (!WHOLE.matcher(text).matches()) {
            throw error(field, "must be a whole number between " + min + " and " + max);
        }
        BigDecimal value = new BigDecimal(text);
        if (value.compareTo(BigDecimal.valueOf(min)) < 0) {
            throw error(field, "must be >= " + min);
        }
        if (value.compareTo(BigDecimal.valueOf(max)) > 0) {
            throw error(field, "must be <= " + max);
        }
        return value.longValue();
    }

    /** A time of at least 0 in units of so many nanoseconds, rounded to the nearest nanosecond. */
    default long nanos(String field, long unitNanos) {
        String text = text(field).strip();
        if (!DECIMAL.matcher(text).matches()) {
            throw error(field, "must be a number >= 0");
        }
        BigDecimal nanos = new BigDecimal(text).multiply(BigDecimal.valueOf(unitNanos));
        if (nanos.signum() < 0) {
            throw error(field, "must be >= 0");
        }
        if (nanos.compareTo(BigDecimal.valueOf(MAX_NANOS)) > 0) {
            throw error(field, "must be a time within 200 years");
        }
        return nanos.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    /** An error about the value of a field. */
    default InputException error(String field, String rule) {
        return new InputException(place() + ": " + field + " is " + shown(text(field)) + "; it " + rule);
    }

    /** A value as it stands in a message: short, on one line, quoted unless it is a number. */
    static String shown(String text) {
        String line = text.codePoints()
                .limit(40)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        String cut = line.length() < text.length() ? line + "..." : line;
        return WHOLE.matcher(text).matches() || DECIMAL.matcher(text).matches() ? cut : "'" + cut + "'";
    }
}
