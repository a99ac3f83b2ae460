package dev.sangam.sim.search;

import dev.sangam.core.metric.Metric;
import dev.sangam.files.JsonText;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.search.Plan.GroupPlan;
import dev.sangam.sim.search.Plan.Point;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the page's script draws from. */
final class PlanData {
    private PlanData() {}

    static String of(Plan plan) {
        return JsonText.compact(json -> json.list("groups", plan.groups(), group -> group(json, group)));
    }

    private static void group(JsonText json, GroupPlan group) {
        json.number("rate", group.group().rate());
        json.list("goals", group.group().goals(), goal -> goal(json, goal));
        Set<Point> front = new HashSet<>(Front.of(group.points()));
        json.list("points", group.points(), point -> {
            Candidate candidate = point.candidate();
            json.text("label", candidate.label());
            json.whole("candidate", candidate.index());
            json.text("hardware", candidate.hardware());
            json.whole("gpus", candidate.gpus());
            json.number("price", candidate.dollarsPerHour());
            json.number("rate", point.rate());
            json.flag("met", point.met());
            json.flag("front", front.contains(point));
            json.number("cost", point.dollarsPerMillionTokens());
            point.service().write(json);
            json.numbers("values", array(point.goals()));
        });
    }

    private static void goal(JsonText json, Goal goal) {
        json.text("text", goal.toString());
        json.flag("latency", goal.goal().metric().kind() == Metric.Kind.TIMES);
        json.flag("upper", goal.goal().relation().upper());
        json.number("limit", goal.goal().limit());
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
