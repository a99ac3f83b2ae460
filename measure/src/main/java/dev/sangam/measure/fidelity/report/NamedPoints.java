package dev.sangam.measure.fidelity.report;

import dev.sangam.files.output.HtmlText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/**
 * A picture of a few points, each with its name beside it, drawn without a script.
 *
 * @param title in a few words
 * @param text what is shown
 * @param x what goes to the right
 * @param y what goes up
 * @param front whether a line joins the points that have a kind
 * @param points with finite places
 */
record NamedPoints(String title, String text, Axis x, Axis y, boolean front, List<Point> points) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 330;
    private static final int LEFT = 62;
    private static final int RIGHT = 70;
    private static final int TOP = 30;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;

    /**
     * An axis.
     *
     * @param label with the unit
     * @param logarithmic whether its values differ by orders of magnitude; where one is 0, the axis is linear all the same
     * @param shown a value as text
     */
    record Axis(String label, boolean logarithmic, DoubleFunction<String> shown) {}

    /**
     * A point.
     *
     * @param kind {@code best} on the front, {@code pick} when it is the one to take, else empty
     */
    record Point(String name, double x, double y, String kind) {}

    /** Nothing is drawn of fewer than two points. */
    void write(HtmlText html) {
        if (points.size() < 2) {
            return;
        }
        html.open("div class=\"card wide\"")
                .element("h3", title)
                .element("p class=\"soft\"", text + ".")
                .open("svg class=\"map\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-label=\""
                        + kindOf() + "\"");
        double[] xs = points.stream().mapToDouble(Point::x).toArray();
        double[] ys = points.stream().mapToDouble(Point::y).toArray();
        Scale across = Scale.of(x, xs, LEFT, WIDTH - RIGHT);
        Scale up = Scale.of(y, ys, HEIGHT - BOTTOM, TOP);
        axes(html, across, up);
        if (front) {
            line(html, across, up);
        }
        List<Label> taken = new ArrayList<>();
        points.forEach(point -> taken.add(Label.dot(across.place(point.x), up.place(point.y))));
        for (Point point : points) {
            double cx = across.place(point.x);
            double cy = up.place(point.y);
            Label label = Label.beside(cx, cy, point.name, taken);
            taken.add(label);
            html.element(
                            "circle class=\"dot " + point.kind + "\" r=\"5\" cx=\"" + number(cx) + "\" cy=\""
                                    + number(cy) + "\"",
                            "")
                    .element(
                            "text class=\"name\" x=\"" + number(label.left) + "\" y=\"" + number(label.base) + "\"",
                            point.name);
        }
        html.close("svg").close("div");
    }

    private String kindOf() {
        return points.size() + " points; the table has their values";
    }

    private void axes(HtmlText html, Scale across, Scale up) {
        int floor = HEIGHT - BOTTOM;
        html.element("path class=\"axis\" d=\"M" + LEFT + " " + TOP + " V" + floor + " H" + (WIDTH - RIGHT) + "\"", "");
        for (double value : across.ticks()) {
            String at = number(across.place(value));
            html.element(
                    "text text-anchor=\"middle\" x=\"" + at + "\" y=\"" + (floor + 18) + "\"", x.shown.apply(value));
        }
        for (double value : up.ticks()) {
            double at = up.place(value);
            html.element("path class=\"axis\" d=\"M" + LEFT + " " + number(at) + " H" + (WIDTH - RIGHT) + "\"", "")
                    .element(
                            "text text-anchor=\"end\" x=\"" + (LEFT - 6) + "\" y=\"" + number(at + 4) + "\"",
                            y.shown.apply(value));
        }
        html.element(
                        "text text-anchor=\"middle\" x=\"" + (LEFT + WIDTH - RIGHT) / 2 + "\" y=\"" + (HEIGHT - 6)
                                + "\"",
                        x.label)
                .element("text x=\"4\" y=\"14\"", y.label);
    }

    private void line(HtmlText html, Scale across, Scale up) {
        StringBuilder path = new StringBuilder();
        points.stream()
                .filter(point -> !point.kind.isEmpty())
                .sorted(Comparator.comparingDouble(Point::x))
                .forEach(point -> path.append(path.isEmpty() ? "M" : "L")
                        .append(number(across.place(point.x)))
                        .append(' ')
                        .append(number(up.place(point.y))));
        html.element("path class=\"front\" d=\"" + path + "\"", "");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** A name where no other name and no point stands. */
    private record Label(double left, double base, double width) {
        private static final double[] SHIFTS = {4, -9, 17, -22, 30, -35, 43};
        private static final double LETTER = 7;
        private static final double LINE = 12;

        /** The place that a point itself takes. */
        static Label dot(double x, double y) {
            return new Label(x - 5, y + SHIFTS[0], 10);
        }

        static Label beside(double x, double y, String name, List<Label> others) {
            Label first = new Label(x + 9, y + SHIFTS[0], name.length() * LETTER);
            for (double shift : SHIFTS) {
                Label label = new Label(first.left, y + shift, first.width);
                if (others.stream().noneMatch(label::covers)) {
                    return label;
                }
            }
            return first;
        }

        private boolean covers(Label other) {
            return left < other.left + other.width && other.left < left + width && Math.abs(base - other.base) < LINE;
        }
    }

    /** From values to places. */
    private record Scale(boolean logarithmic, double low, double high, double from, double to) {
        static Scale of(Axis axis, double[] values, double from, double to) {
            double least = min(values);
            if (!axis.logarithmic || least <= 0 || max(values) / least < TICKS) {
                return linear(values, from, to);
            }
            return new Scale(
                    true, Math.floor(Math.log10(least) * 2) / 2, Math.ceil(Math.log10(max(values)) * 2) / 2, from, to);
        }

        private static Scale linear(double[] values, double from, double to) {
            double high = max(values);
            return new Scale(false, Math.min(0, min(values)), high > 0 ? high * 1.05 : 1, from, to);
        }

        private static double min(double[] values) {
            return Arrays.stream(values).min().orElse(0);
        }

        private static double max(double[] values) {
            return Arrays.stream(values).max().orElse(1);
        }

        double place(double value) {
            double v = logarithmic ? Math.log10(value) : value;
            return from + (v - low) / (high - low) * (to - from);
        }

        double[] ticks() {
            if (logarithmic) {
                return IntStream.rangeClosed((int) Math.ceil(low), (int) Math.floor(high))
                        .mapToDouble(power -> Math.pow(10, power))
                        .toArray();
            }
            double step = Math.pow(10, Math.floor(Math.log10(high - low)));
            while ((high - low) / step > TICKS) {
                step *= 2;
            }
            double each = (high - low) / step < 2 ? step / 4 : step;
            return IntStream.rangeClosed((int) Math.ceil(low / each), (int) Math.floor(high / each))
                    .mapToDouble(i -> i * each)
                    .toArray();
        }
    }
}
