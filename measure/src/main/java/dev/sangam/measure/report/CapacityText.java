package dev.sangam.measure.report;

import dev.sangam.files.JsonText;
import dev.sangam.files.deployment.Goal;
import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import dev.sangam.measure.figures.CapacitySearch.Answer;
import dev.sangam.measure.figures.CapacitySearch.Result;
import dev.sangam.measure.figures.CapacitySearch.Step;
import java.util.List;
import java.util.Locale;

/** What a search for the capacity found, as text and as JSON. */
public final class CapacityText {
    private CapacityText() {}

    /** The text, lines ending in {@code \n}. */
    public static String of(Result result, List<Goal> goals, TextStyle style) {
        StringBuilder text = new StringBuilder();
        for (Step step : result.steps()) {
            String word = word(step.verdict().answer());
            text.append(String.format(
                    Locale.ROOT,
                    "%-18s %-10s %s%n",
                    Figures.of(step.requestsPerSecond(), "requests/s"),
                    word,
                    step.verdict().reason()));
        }
        text.append(String.format(
                Locale.ROOT,
                "%ngoals         %s%n",
                String.join("; ", goals.stream().map(Goal::toString).toList())));
        text.append("capacity      ").append(style.bold(found(result))).append('\n');
        return text.toString();
    }

    private static String found(Result result) {
        String rate = Figures.of(result.capacity(), "requests/s");
        return switch (result.end()) {
            case FOUND -> rate + "; " + Figures.of(result.overloaded(), "requests/s") + " is too many";
            case ABOVE_HIGHEST -> "at least " + rate + ", the highest rate that was to be tried";
            case BELOW_LOWEST -> "below " + Figures.of(result.overloaded(), "requests/s") + ", the lowest rate tried";
            case GENERATOR -> "not known, at least " + rate + ": the load generator could do no more, or was stopped";
            case OUT_OF_PROBES ->
                "not known to the tolerance: at least " + rate
                        + (Double.isFinite(result.overloaded())
                                ? ", below " + Figures.of(result.overloaded(), "requests/s")
                                : "");
        };
    }

    /** An answer for people. */
    public static String word(Answer answer) {
        return answer.name().toLowerCase(Locale.ROOT);
    }

    /** As JSON. */
    public static String json(Result result, List<Goal> goals) {
        return JsonText.pretty(json -> {
            json.text("schema", "sangam.bench-capacity/1");
            json.text("end", result.end().name().toLowerCase(Locale.ROOT));
            json.number("capacity_requests_per_second", result.capacity());
            json.number("overloaded_requests_per_second", result.overloaded());
            json.texts("goals", goals.stream().map(Goal::toString).toList());
            json.list("probes", result.steps(), step -> {
                json.number("requests_per_second", step.requestsPerSecond());
                json.text("answer", word(step.verdict().answer()));
                json.text("reason", step.verdict().reason());
            });
        });
    }
}
