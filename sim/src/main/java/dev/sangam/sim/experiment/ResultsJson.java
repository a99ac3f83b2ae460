package dev.sangam.sim.experiment;

import dev.sangam.files.JsonText;
import dev.sangam.files.Section;
import java.util.List;

/** All figures of some experiments for programs: {@code results.json}. Shares are between 0 and 1. */
public final class ResultsJson {
    private ResultsJson() {}

    /** The text of the file. */
    public static String of(List<ExperimentResult> results) {
        return JsonText.pretty(json -> {
            json.text("schema", "sangam.experiments/1");
            json.list("experiments", results, result -> experiment(json, result));
        });
    }

    private static void experiment(JsonText json, ExperimentResult result) {
        Experiment experiment = result.experiment();
        json.text("name", experiment.name());
        json.text("title", experiment.title());
        json.text("source", experiment.source());
        json.flag("quick", result.conditions().quick());
        json.wholes("seeds", experiment.seeds());
        json.list("workloads", experiment.workloads(), workload -> {
            json.text("name", workload.name());
            json.text("lengths", workload.lengths());
        });
        json.list("figures", result.measured(), measured -> figure(json, measured));
    }

    private static void figure(JsonText json, Measured measured) {
        Measured.Figure figure = measured.figure();
        json.text("variant", figure.variant());
        json.text("workload", figure.workload());
        figure.rate().ifPresent(rate -> json.number("rate", rate));
        json.text("violations", Section.word(figure.rule()));
        json.text("of", figure.group());
        json.text("unit", figure.group().equals(Measured.GOODPUT) ? "requests/s" : "share");
        json.number("mean", measured.mean());
        json.number("confidence_95_half_width", measured.halfWidth());
        json.numbers(
                "values",
                measured.values().stream().mapToDouble(Double::doubleValue).toArray());
        measured.paper().ifPresent(paper -> json.number("paper", paper));
    }
}
