package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.Figures;
import dev.sangam.measure.fidelity.Estimate;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.FidelityFigure.Unit;
import dev.sangam.measure.fidelity.Interval;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** Figures of fidelity as people read them. */
final class Shown {
    private Shown() {}

    static String value(FidelityFigure figure, double value) {
        return value(figure.unit(), value);
    }

    static String value(FidelityFigure figure, Optional<Double> value) {
        return value.map(v -> value(figure, v)).orElse(Figures.NONE);
    }

    static String value(Unit unit, double value) {
        return switch (unit) {
            case SHARE -> Figures.share(value);
            case PROBABILITY -> probability(value);
            case NATS -> nats(value);
            case TOKENS -> Figures.number(value);
            case NUMBER -> number(value);
        };
    }

    /** The p of a test. */
    static String probability(double p) {
        if (!Double.isFinite(p)) {
            return Figures.NONE;
        }
        return p >= 0.001 || p == 0
                ? String.format(Locale.ROOT, p >= 0.1 ? "%.2f" : "%.3f", p)
                : String.format(Locale.ROOT, "%.1e", p).replace("e-0", "e-");
    }

    /** A divergence: four digits, or an exponent where that would be mostly zeros. */
    static String nats(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            return "infinite";
        }
        if (Double.isNaN(value) || value == 0) {
            return value == 0 ? "0" : Figures.NONE;
        }
        return Math.abs(value) < 1e-4
                ? String.format(Locale.ROOT, "%.1e", value).replace("e-0", "e-")
                : String.format(Locale.ROOT, Math.abs(value) < 0.1 ? "%.6f" : "%.4f", value);
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? String.format(Locale.ROOT, Math.abs(value) >= 1000 ? "%,.1f" : "%.4f", value)
                : value == Double.POSITIVE_INFINITY ? "infinite" : Figures.NONE;
    }

    /** A value and its standard error. */
    static String estimate(Unit unit, Estimate estimate) {
        return value(unit, estimate.value())
                + (Double.isFinite(estimate.error()) ? " ± " + value(unit, estimate.error()) : "");
    }

    /** The ends of an interval; empty when there is none. */
    static String interval(Unit unit, Interval interval) {
        DoubleFunction<String> shown = value -> value(unit, value);
        return interval.known() ? shown.apply(interval.low()) + " to " + shown.apply(interval.high()) : "";
    }

    /** A change of an accuracy in percentage points: {@code -1.2 points}. */
    static String points(double change) {
        return String.format(Locale.ROOT, "%+.1f points", change * 100 + 0.0);
    }

    /** A file's size. */
    static String bytes(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double size = bytes;
        int unit = 0;
        while (size >= 999.5 && unit + 1 < units.length) {
            size /= 1000;
            unit++;
        }
        return Figures.of(size, units[unit]);
    }
}
