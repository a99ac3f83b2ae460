package dev.sangam.sim.profile.report;

import dev.sangam.files.output.Plot;
import dev.sangam.files.output.Plot.Axis;
import dev.sangam.files.output.Plot.Series;
import dev.sangam.files.output.Plot.Stroke;
import dev.sangam.files.output.Plot.Unit;
import dev.sangam.sim.profile.OperatorFit;
import dev.sangam.sim.profile.OperatorFit.Point;
import dev.sangam.sim.profile.OperatorFit.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Plots of one operator: its times over its last axis, a curve for each of some values of its first one, the axes between
 * at the values that most points share; and the held-out errors of all its points.
 */
final class OperatorPlots {
    private static final int MOST_CURVES = 4;
    private static final int MOST_DOTS = 2000;
    private static final int STEPS_BETWEEN = 4;
    private static final double MICROS = 1e6;

    private final ProfileView view;
    private final OperatorFit fit;
    private final int last;

    private OperatorPlots(ProfileView view, OperatorFit fit) {
        this.view = view;
        this.fit = fit;
        this.last = fit.axes().size() - 1;
    }

    static List<Plot> of(ProfileView view, OperatorFit fit) {
        OperatorPlots plots = new OperatorPlots(view, fit);
        return fit.heldOut().isEmpty() ? List.of(plots.times()) : List.of(plots.times(), plots.errors());
    }

    private Plot times() {
        List<Point> slice = slice();
        Map<Integer, List<Point>> curves = last == 0
                ? new TreeMap<>(Map.of(0, slice))
                : slice.stream()
                        .collect(Collectors.groupingBy(point -> point.at()[0], TreeMap::new, Collectors.toList()));
        List<Series> series = new ArrayList<>();
        List<Integer> shown = spread(List.copyOf(curves.keySet()));
        for (int i = 0; i < shown.size(); i++) {
            List<Point> points = new ArrayList<>(curves.getOrDefault(shown.get(i), List.of()));
            points.sort(Comparator.comparingInt(point -> point.at()[last]));
            String name = last == 0 ? "" : fit.axes().getFirst() + " " + shown.get(i) + ", ";
            add(series, name, 2 * i, points);
        }
        return new Plot(
                "times-" + fit.name(),
                fit.name(),
                text(slice),
                Axis.logarithmic(fit.axes().get(last), Unit.NUMBER),
                Axis.logarithmic("time", Unit.SECONDS),
                series);
    }

    private void add(List<Series> series, String name, int colour, List<Point> points) {
        int[] between = between(points);
        int[] at = points.getFirst().at();
        series.add(new Series(
                name + "fit",
                last == 0 ? 2 : colour,
                Stroke.LINE,
                doubles(between),
                along(between, at, x -> fit.fit().micros(x) / MICROS)));
        double[] floor = along(between, at, x -> view.rooflineMicros(fit, x) / MICROS);
        if (Arrays.stream(floor).anyMatch(Double::isFinite)) {
            series.add(new Series(name + "roofline", last == 0 ? 1 : colour, Stroke.DASHED, doubles(between), floor));
        }
        series.add(new Series(
                name + "measured",
                colour,
                Stroke.POINTS,
                points.stream().mapToDouble(point -> point.at()[last]).toArray(),
                points.stream().mapToDouble(point -> point.micros() / MICROS).toArray()));
    }

    private double[] along(int[] between, int[] at, ToDoubleFunction<int[]> seconds) {
        return Arrays.stream(between)
                .mapToDouble(x -> {
                    int[] here = at.clone();
                    here[last] = x;
                    return seconds.applyAsDouble(here);
                })
                .toArray();
    }

    /** The points that share what most points have on the axes between the first and the last. */
    private List<Point> slice() {
        if (last < 2) {
            return fit.points();
        }
        Map<List<Integer>, List<Point>> groups =
                fit.points().stream().collect(Collectors.groupingBy(this::middle, Collectors.toList()));
        int most = groups.values().stream().mapToInt(List::size).max().orElse(0);
        List<List<Integer>> largest = groups.keySet().stream()
                .filter(key -> groups.getOrDefault(key, List.of()).size() == most)
                .sorted(Comparator.comparing(
                        key -> key.stream().mapToInt(i -> i).toArray(), Arrays::compare))
                .toList();
        return groups.getOrDefault(largest.get(largest.size() / 2), List.of());
    }

    private List<Integer> middle(Point point) {
        return IntStream.range(1, last).mapToObj(axis -> point.at()[axis]).toList();
    }

    private String text(List<Point> slice) {
        List<String> fixed = new ArrayList<>();
        for (int axis = 1; axis < last; axis++) {
            fixed.add(fit.axes().get(axis) + " " + slice.getFirst().at()[axis]);
        }
        return "Dots are measured, lines fitted"
                + (view.roofline() == null ? "" : ", dashes the roofline")
                + (fixed.isEmpty() ? "" : "; at " + String.join(", ", fixed));
    }

    private Plot errors() {
        List<Prediction> all = fit.heldOut();
        int stride = Math.ceilDiv(all.size(), MOST_DOTS);
        List<Prediction> shown = IntStream.range(0, all.size())
                .filter(i -> i % stride == 0)
                .mapToObj(all::get)
                .sorted(Comparator.comparingDouble(this::errorAt))
                .toList();
        Series dots = new Series(
                "held out",
                3,
                Stroke.POINTS,
                shown.stream().mapToDouble(this::errorAt).toArray(),
                shown.stream().mapToDouble(Prediction::error).toArray());
        String which = stride == 1 ? "Predictions" : "One in " + stride + " predictions";
        return new Plot(
                "errors-" + fit.name(),
                fit.name() + ", held-out error",
                which + " of points that the fit was not shown, less what was measured",
                last == 0
                        ? Axis.logarithmic(fit.axes().getFirst(), Unit.NUMBER)
                        : Axis.logarithmic("measured time", Unit.SECONDS),
                Axis.of("error", Unit.DIFFERENCE),
                List.of(dots));
    }

    private double errorAt(Prediction prediction) {
        return last == 0 ? prediction.point().at()[0] : prediction.point().micros() / MICROS;
    }

    /** A few of many, the first and the last among them. */
    private static List<Integer> spread(List<Integer> values) {
        int shown = Math.min(MOST_CURVES, values.size());
        return IntStream.range(0, shown)
                .mapToObj(i -> values.get(shown == 1 ? 0 : i * (values.size() - 1) / (shown - 1)))
                .distinct()
                .toList();
    }

    /** Where the points are, and a few places between each two: straight lines are curves on a logarithmic axis. */
    private int[] between(List<Point> points) {
        TreeSet<Integer> xs = new TreeSet<>();
        points.forEach(point -> xs.add(point.at()[last]));
        for (Integer left : List.copyOf(xs)) {
            Integer right = xs.higher(left);
            for (int i = 1; right != null && left > 0 && i < STEPS_BETWEEN; i++) {
                xs.add((int) Math.round(left * Math.pow((double) right / left, (double) i / STEPS_BETWEEN)));
            }
        }
        return xs.stream().mapToInt(Integer::intValue).toArray();
    }

    private static double[] doubles(int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }
}
