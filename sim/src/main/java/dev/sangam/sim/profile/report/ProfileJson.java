package dev.sangam.sim.profile.report;

import dev.sangam.files.JsonText;
import dev.sangam.sim.profile.OperatorFit;
import dev.sangam.sim.profile.OperatorFit.Errors;
import java.util.Arrays;

/** A profile as JSON, every figure with its unit in its key; what is not known is {@code null}. */
public final class ProfileJson {
    private static final String SCHEMA = "sangam.profile-view/1";

    private ProfileJson() {}

    /** The text, on one line: points are many. */
    public static String of(ProfileView view) {
        return JsonText.compact(json -> {
                    json.text("schema", SCHEMA);
                    json.text("title", view.title());
                    json.text("format", view.profile().format());
                    json.whole("tensor_parallel", view.tensorParallel());
                    json.text("shape", view.profile().shape().toString());
                    json.text("roofline", view.rooflineOf());
                    json.number("held_out_median_share", OperatorFit.medianHeldOut(view.operators()));
                    json.texts("notes", view.profile().notes());
                    json.list("operators", view.operators(), fit -> operator(json, view, fit));
                })
                + "\n";
    }

    private static void operator(JsonText json, ProfileView view, OperatorFit fit) {
        json.text("name", fit.name());
        json.texts("axes", fit.axes());
        errors(json, "held_out", fit.heldOutErrors());
        errors(json, "fit", fit.fitErrors());
        if (view.roofline() != null) {
            errors(json, "roofline", fit.rooflineErrors(view.roofline()));
        }
        json.arrays(
                "points_at",
                fit.points().stream()
                        .map(point -> Arrays.stream(point.at()).asDoubleStream().toArray())
                        .toList());
        json.numbers(
                "measured_micros",
                fit.points().stream().mapToDouble(OperatorFit.Point::micros).toArray());
        json.numbers(
                "fit_micros",
                fit.points().stream()
                        .mapToDouble(point -> fit.fit().micros(point.at()))
                        .toArray());
        if (view.roofline() != null) {
            json.numbers(
                    "roofline_micros",
                    fit.points().stream()
                            .mapToDouble(point -> view.rooflineMicros(fit, point.at()))
                            .toArray());
        }
        json.arrays(
                "held_out_at",
                fit.heldOut().stream()
                        .map(p -> Arrays.stream(p.point().at()).asDoubleStream().toArray())
                        .toList());
        json.numbers(
                "held_out_measured_micros",
                fit.heldOut().stream().mapToDouble(p -> p.point().micros()).toArray());
        json.numbers(
                "held_out_predicted_micros",
                fit.heldOut().stream()
                        .mapToDouble(OperatorFit.Prediction::micros)
                        .toArray());
    }

    private static void errors(JsonText json, String key, Errors errors) {
        json.section(key, () -> {
            json.whole("points", errors.count());
            json.number("mape_share", errors.mean());
            json.number("p90_share", errors.p90());
            json.number("worst_share", errors.worst());
            json.number("bias_share", errors.bias());
        });
    }
}
