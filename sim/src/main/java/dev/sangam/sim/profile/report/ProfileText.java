package dev.sangam.sim.profile.report;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.files.output.TextTable;
import dev.sangam.sim.profile.OperatorFit;
import dev.sangam.sim.profile.OperatorFit.Errors;
import dev.sangam.sim.profile.OperatorFit.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A profile as tables in a terminal. */
public final class ProfileText {
    /** A fit whose operators' median held-out error is above this needs more points, as a share. */
    public static final double GOOD_ERROR = 0.05;

    static final List<String> HEADER = List.of(
            "operator", "points", "fastest", "slowest", "held out", "MAPE", "p90", "worst", "fit", "roofline", "bias");
    static final int MAPE = 5;
    private static final int SHOWN_POINTS = 40;

    private ProfileText() {}

    /** A line for each operator, and one for the median of their held-out errors. */
    public static List<String> operators(ProfileView view, TextStyle style) {
        TextTable table = new TextTable(1, HEADER);
        List<OperatorFit> fits = view.operators();
        fits.forEach(fit -> table.add(row(view, fit)));
        List<String> median = new ArrayList<>(Collections.nCopies(HEADER.size(), ""));
        median.set(0, "median of the operators");
        median.set(MAPE, Figures.share(OperatorFit.medianHeldOut(fits)));
        table.add(median);
        return table.lines((row, column, text) -> row == 0 || row == fits.size() + 1
                ? style.bold(text)
                : column == MAPE && poor(fits.get(row - 1)) ? style.red(text) : text);
    }

    static boolean poor(OperatorFit fit) {
        return fit.heldOutErrors().mean() > GOOD_ERROR;
    }

    static List<String> row(ProfileView view, OperatorFit fit) {
        double[] micros =
                fit.points().stream().mapToDouble(Point::micros).sorted().toArray();
        Errors heldOut = fit.heldOutErrors();
        Errors roofline = view.roofline() == null ? null : fit.rooflineErrors(view.roofline());
        return List.of(
                fit.name(),
                Figures.count(micros.length),
                Figures.seconds(micros[0] / 1e6),
                Figures.seconds(micros[micros.length - 1] / 1e6),
                heldOut.count() == 0 ? Figures.NONE : Figures.count(heldOut.count()),
                Figures.share(heldOut.mean()),
                Figures.share(heldOut.p90()),
                signed(heldOut.worst()),
                Figures.share(fit.fitErrors().mean()),
                roofline == null ? Figures.NONE : Figures.share(roofline.mean()),
                roofline == null ? Figures.NONE : signed(roofline.bias()));
    }

    /** Points of one operator: measured, fitted, held out, roofline; and a line that shows how the error is spread. */
    public static List<String> points(ProfileView view, OperatorFit fit, TextStyle style) {
        List<String> header = new ArrayList<>(fit.axes());
        header.addAll(List.of("measured", "fit", "residual", "held out", "residual", "roofline", "residual"));
        TextTable table = new TextTable(0, header);
        Map<Point, Double> heldOut = new HashMap<>();
        fit.heldOut().forEach(p -> heldOut.merge(p.point(), p.micros(), (a, b) -> worse(p.point(), a, b)));
        List<Point> sorted = sorted(fit);
        int shown = Math.min(SHOWN_POINTS, sorted.size());
        for (int i = 0; i < shown; i++) {
            Point point = nth(sorted, i, shown);
            table.add(cells(view, fit, point, heldOut.getOrDefault(point, Double.NaN)));
        }
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(fit.name())
                + (shown < sorted.size() ? ", " + shown + " of " + Figures.count(sorted.size()) + " points" : ""));
        lines.addAll(table.lines((row, column, text) -> row == 0 ? style.bold(text) : text));
        double[] errors = shares(sorted, shown, heldOut, true);
        lines.add("measured times   " + style.sparkline(shares(sorted, shown, heldOut, false)));
        lines.add("held-out errors  " + style.sparkline(errors) + "  up to "
                + Figures.share(
                        Arrays.stream(errors).filter(Double::isFinite).max().orElse(Double.NaN)));
        return lines;
    }

    private static double worse(Point point, double a, double b) {
        return Math.abs(a - point.micros()) >= Math.abs(b - point.micros()) ? a : b;
    }

    private static double[] shares(List<Point> sorted, int shown, Map<Point, Double> heldOut, boolean errors) {
        double[] values = new double[shown];
        Arrays.setAll(values, i -> {
            Point point = nth(sorted, i, shown);
            return errors ? Math.abs(heldOut.getOrDefault(point, Double.NaN) / point.micros() - 1) : point.micros();
        });
        return values;
    }

    private static Point nth(List<Point> sorted, int i, int shown) {
        return sorted.get((int) ((long) i * (sorted.size() - 1) / Math.max(1, shown - 1)));
    }

    private static List<String> cells(ProfileView view, OperatorFit fit, Point point, double heldOut) {
        List<String> cells = new ArrayList<>();
        for (int value : point.at()) {
            cells.add(Figures.count(value));
        }
        cells.add(Figures.seconds(point.micros() / 1e6));
        double roofline = view.rooflineMicros(fit, point.at());
        for (double micros : new double[] {fit.fit().micros(point.at()), heldOut, roofline}) {
            cells.add(Figures.seconds(micros / 1e6));
            cells.add(point.micros() == 0 ? Figures.NONE : signed(micros / point.micros() - 1));
        }
        return cells;
    }

    /** All points, the held-out ones that are in no curve included, in the order of their axes. */
    private static List<Point> sorted(OperatorFit fit) {
        Set<Point> distinct = new LinkedHashSet<>(fit.points());
        fit.heldOut().forEach(prediction -> distinct.add(prediction.point()));
        List<Point> all = new ArrayList<>(distinct);
        all.sort(Comparator.comparing(Point::at, Arrays::compare));
        return all;
    }

    static String signed(double share) {
        double shown = Math.rint(1000 * share) / 10;
        return shown == 0
                ? "0 %"
                : Double.isFinite(share) ? String.format(Locale.ROOT, "%+.1f %%", shown) : Figures.NONE;
    }
}
