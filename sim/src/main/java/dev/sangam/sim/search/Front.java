package dev.sangam.sim.search;

import dev.sangam.sim.search.Plan.Point;
import dev.sangam.sim.search.Service.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The points that no other one beats: none is at least as cheap, as quick to the first token and as quick between tokens, and
 * better in one of these (Pareto).
 */
public final class Front {
    private Front() {}

    /** Those of the points that met the goals, the cheapest first. */
    public static List<Point> of(List<Point> points) {
        List<Point> met = points.stream().filter(Point::met).toList();
        List<Point> front = new ArrayList<>();
        for (Point point : met) {
            if (met.stream().noneMatch(other -> beats(other, point))) {
                front.add(point);
            }
        }
        front.sort(Comparator.comparingDouble(Point::dollarsPerMillionTokens));
        return front;
    }

    private static boolean beats(Point a, Point b) {
        double[] x = figures(a);
        double[] y = figures(b);
        boolean better = false;
        for (int i = 0; i < x.length; i++) {
            if (x[i] > y[i]) {
                return false;
            }
            better |= x[i] < y[i];
        }
        return better;
    }

    private static double[] figures(Point point) {
        return new double[] {
            point.dollarsPerMillionTokens(),
            point.service().get(Figure.TTFT_P90),
            point.service().get(Figure.TBT_P99)
        };
    }
}
