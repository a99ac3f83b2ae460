package dev.sangam.files.output;

import dev.sangam.core.metric.Metric;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Figures as people read them: three significant digits and a unit, always; {@code -} for what is not known. */
public final class Figures {
    /** Shown where there is no value. */
    public static final String NONE = "-";

    private static final MathContext DIGITS = new MathContext(3);

    private Figures() {}

    /** A duration of seconds in the unit that suits it: {@code 12.3 ms}, {@code 4.5 s}, {@code 3.2 min}, {@code 1.5 h}. */
    public static String seconds(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        double size = Math.abs(round(value).doubleValue());
        if (size == 0) {
            return "0 s";
        }
        if (size < 1e-6) {
            return plain(value * 1e9) + " ns";
        }
        if (size < 1e-3) {
            return plain(value * 1e6) + " us";
        }
        if (size < 1) {
            return plain(value * 1e3) + " ms";
        }
        if (size < 120) {
            return plain(value) + " s";
        }
        return size < 7200 ? plain(value / 60) + " min" : plain(value / 3600) + " h";
    }

    /** A share between 0 and 1: {@code 97.3 %}. 100 % and 0 % are shown only when exact. */
    public static String share(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        BigDecimal percent = round(value * 100);
        if (value < 1 && percent.compareTo(BigDecimal.valueOf(99.9)) > 0) {
            return "99.9 %";
        }
        return percent.toPlainString() + " %";
    }

    /** A whole number: {@code 1,234,567}. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** A number of things, which may have a fraction when it is a mean: {@code 12.3}. */
    public static String number(double value) {
        return Double.isFinite(value) ? plain(value) : NONE;
    }

    /** A number with its unit: {@code 1,230 tokens/s}. */
    public static String of(double value, String unit) {
        return Double.isFinite(value) ? plain(value) + " " + unit : NONE;
    }

    /** A value of a metric in its unit. */
    public static String metric(Metric metric, double value) {
        return switch (metric.kind()) {
            case TIMES -> seconds(value);
            case SHARES, SHARE -> share(value);
            case RATE, OTHER -> of(value, metric.unit());
        };
    }

    /** US dollars: {@code $1.23}. */
    public static String dollars(double value) {
        return Double.isFinite(value) ? "$" + plain(value) : NONE;
    }

    private static BigDecimal round(double value) {
        BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
        return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
    }

    private static String plain(double value) {
        return Math.abs(value) >= 1000
                ? String.format(Locale.ROOT, "%,d", Math.round(value))
                : round(value).toPlainString();
    }
}
