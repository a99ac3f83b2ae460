package dev.sangam.sim.search;

import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.search.Plan.Finalist;
import dev.sangam.sim.search.Plan.GroupPlan;
import dev.sangam.sim.search.Plan.Measured;
import dev.sangam.sim.search.Plan.Point;
import dev.sangam.sim.search.Plan.Pool;
import dev.sangam.sim.search.Plan.Pools;
import dev.sangam.sim.search.Plan.Sensitivity;
import java.util.List;

/** A plan for programs: {@code plan.json}. Durations are seconds, rates requests per second. */
public final class PlanJson {
    private PlanJson() {}

    /** The text of the file. Equal plans give equal bytes. */
    public static String of(Plan plan) {
        return JsonText.pretty(json -> {
            Question question = plan.question();
            json.text("schema", "sangam.plan/1");
            json.text("name", question.name());
            json.text("model", question.model());
            json.number("rate", question.rate());
            json.texts("goals", question.goals().stream().map(Goal::toString).toList());
            json.flag("exhaustive", plan.exhaustive());
            json.whole("configurations", question.space().candidates().size());
            json.list("layouts", plan.layouts(), pools -> pools(json, pools));
            json.list("groups", plan.groups(), group -> group(json, group));
            json.list("misfits", question.space().misfits(), misfit -> {
                json.text("configuration", misfit.label());
                json.text("reason", misfit.reason());
            });
        });
    }

    private static void pools(JsonText json, Pools pools) {
        json.text("layout", Section.word(pools.layout()));
        json.number("dollars_per_hour", pools.dollarsPerHour());
        json.number("dollars_per_million_output_tokens", pools.dollarsPerMillionTokens());
        json.whole("gpus", pools.gpus());
        json.list("pools", pools.pools(), pool -> pool(json, pool));
    }

    private static void pool(JsonText json, Pool pool) {
        json.texts("classes", pool.group().classes());
        json.number("rate", pool.group().rate());
        json.text("configuration", pool.candidate().label());
        json.whole("replicas", pool.replicas());
        json.whole("gpus", pool.gpus());
        json.number("dollars_per_hour", pool.dollarsPerHour());
        json.number("capacity_of_a_replica", pool.capacity());
        json.section("service", () -> pool.service().write(json));
        json.numbers("goals", array(pool.goals()));
    }

    private static void group(JsonText json, GroupPlan group) {
        json.texts("classes", group.group().classes());
        json.number("rate", group.group().rate());
        json.texts("goals", group.group().goals().stream().map(Goal::toString).toList());
        json.list("pools", group.confirmed(), pool -> pool(json, pool));
        json.section("most_for_a_dollar", () -> measured(json, group.ratio()));
        json.list("finalists", group.finalists(), finalist -> finalist(json, finalist));
        json.list("sensitivity", group.sensitivity(), each -> sensitivity(json, each));
        json.list("points", group.points(), point -> point(json, point));
    }

    private static void measured(JsonText json, Measured measured) {
        json.text("configuration", measured.candidate().label());
        json.number("capacity", measured.capacity());
        json.number("rate_per_dollar", measured.ratePerDollar());
    }

    private static void finalist(JsonText json, Finalist finalist) {
        json.text("configuration", finalist.candidate().label());
        json.number("capacity", finalist.capacity());
        json.number("confidence_95_half_width", finalist.halfWidth());
        json.numbers("capacities", array(finalist.capacities()));
        json.number("rate_per_dollar", finalist.ratePerDollar());
        json.flag("like_the_best", finalist.like());
    }

    private static void sensitivity(JsonText json, Sensitivity each) {
        json.text("goal", each.goal().toString());
        json.text("in_place_of", each.original().toString());
        json.number("dollars_per_hour", each.dollars());
        each.cheapest().ifPresent(best -> json.section("cheapest", () -> measured(json, best)));
        each.ratio().ifPresent(best -> json.section("most_for_a_dollar", () -> measured(json, best)));
    }

    private static void point(JsonText json, Point point) {
        json.text("configuration", point.candidate().label());
        json.number("rate", point.rate());
        json.flag("met", point.met());
        json.number("rate_per_dollar", point.ratePerDollar());
        point.service().write(json);
        json.numbers("goals", array(point.goals()));
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
