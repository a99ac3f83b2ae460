package dev.sangam.files.output;

import dev.sangam.files.JsonText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A plot of a page, as data; {@code plot.js} draws it.
 *
 * @param id of its element
 * @param title in a few words
 * @param text what exactly is shown
 * @param x horizontal axis
 * @param y vertical axis
 * @param series what is drawn
 */
public record Plot(String id, String title, String text, Axis x, Axis y, List<Series> series) {
    private static final MathContext DIGITS = new MathContext(5);

    /** What the numbers of an axis are. */
    public enum Unit {
        SECONDS,
        SHARE,
        /** A share of something that a value is more or less by, with its sign. */
        DIFFERENCE,
        NUMBER
    }

    /** An axis; {@code logarithmic} ones show values above 0 only. */
    public record Axis(String label, Unit unit, boolean logarithmic) {
        /** One with equal steps. */
        public static Axis of(String label, Unit unit) {
            return new Axis(label, unit, false);
        }

        /** One with equal ratios. */
        public static Axis logarithmic(String label, Unit unit) {
            return new Axis(label, unit, true);
        }

        private void write(JsonText json) {
            json.text("label", label);
            json.text("unit", word(unit));
            json.flag("logarithmic", logarithmic);
        }
    }

    /** How a series is drawn. */
    public enum Stroke {
        LINE,
        DASHED,
        /** A value holds from its x to the next; filled. */
        STEPS,
        POINTS,
        /** A line with a mark at every value. */
        MARKED
    }

    /**
     * One curve.
     *
     * @param colour number of a colour, which series that belong together share
     * @param xs rising
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Series(String label, int colour, Stroke stroke, double[] xs, double[] ys) {
        public Series {
            if (xs.length != ys.length) {
                throw new IllegalArgumentException(xs.length + " x values, but " + ys.length + " y values");
            }
        }
    }

    /** A page that draws several and nothing else by script; see {@link HtmlPage#of}. */
    public static String page(String title, String body, List<Plot> plots) {
        return HtmlPage.of(title, body, json(plots), HtmlPage.script(Plot.class, "plot.js"));
    }

    /** The data of several, for the page's script. */
    static String json(List<Plot> plots) {
        return JsonText.compact(json -> json.list("plots", plots, plot -> {
            json.text("id", plot.id);
            json.section("x", () -> plot.x.write(json));
            json.section("y", () -> plot.y.write(json));
            json.list("series", plot.series, series -> {
                json.text("label", series.label);
                json.whole("colour", series.colour);
                json.text("stroke", word(series.stroke));
                json.numbers("xs", rounded(series.xs));
                json.numbers("ys", rounded(series.ys));
            });
        }));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static double[] rounded(double[] values) {
        return Arrays.stream(values)
                .map(v -> Double.isFinite(v) ? new BigDecimal(v).round(DIGITS).doubleValue() : v)
                .toArray();
    }
}
