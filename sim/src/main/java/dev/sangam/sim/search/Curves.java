package dev.sangam.sim.search;

import dev.sangam.sim.search.Found.Ranked;
import dev.sangam.sim.search.Plan.Point;
import java.util.ArrayList;
import java.util.List;

/** How the best configurations serve less than their capacity: what a tighter goal would leave of it. */
final class Curves {
    private static final int MOST = 12;
    private static final double[] SHARES = {0.2, 0.4, 0.6, 0.8, 0.9};

    private final Errand errand;
    private final Desk desk;
    private final Watch watch;

    Curves(Errand errand, Desk desk, Watch watch) {
        this.errand = errand;
        this.desk = desk;
        this.watch = watch;
    }

    /** All configurations at their capacity, and the best of them below it. */
    List<Point> points(Found found) {
        List<Ranked> byRatio = found.byRatio();
        List<Point> points = new ArrayList<>();
        byRatio.forEach(each -> points.add(point(each.candidate(), each.outcome())));
        List<Ranked> best = byRatio.stream().limit(MOST).toList();
        List<Task> tasks = new ArrayList<>();
        for (Ranked each : best) {
            for (double share : SHARES) {
                tasks.add(errand.replica(
                        each.candidate(),
                        share * each.outcome().rate(),
                        errand.question().plan().requests()));
            }
        }
        watch.stage("below capacity", tasks.size());
        List<Outcome> outcomes = desk.perform(tasks);
        for (int i = 0; i < outcomes.size(); i++) {
            points.add(point(best.get(i / SHARES.length).candidate(), outcomes.get(i)));
        }
        return points;
    }

    private static Point point(Candidate candidate, Outcome outcome) {
        return new Point(candidate, outcome.rate(), outcome.service().orElseThrow(), outcome.goals(), outcome.met());
    }
}
