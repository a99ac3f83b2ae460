package dev.sangam.measure.fidelity.saved;

import dev.sangam.core.InputException;
import dev.sangam.files.JsonText;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.PredictionHeader;
import dev.sangam.measure.fidelity.records.JsonRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;

/** The lines of a {@link PredictionFile}. */
final class PredictionLine {
    static final String FORMAT = "sangam-predictions";
    static final int VERSION = 1;
    /** On the last prediction of a group. */
    static final String GROUP_END = "group_end";

    private static final int MOST_OPTIONS = 1000;

    private PredictionLine() {}

    static String write(PredictionHeader header) {
        return JsonText.compact(json -> {
            json.text("format", FORMAT);
            json.whole("version", VERSION);
            json.text("model", header.model());
            json.section("settings", () -> header.settings().forEach(json::text));
        });
    }

    /** @param last whether its group ends with it */
    static String write(Prediction prediction, boolean last) {
        return JsonText.compact(json -> {
            json.text("set", prediction.set());
            json.text("id", prediction.id());
            switch (prediction) {
                case Prediction.Choice choice -> choice(json, choice);
                case Prediction.Open open -> open(json, open);
            }
            if (last) {
                json.flag(GROUP_END, true);
            }
        });
    }

    private static void choice(JsonText json, Prediction.Choice choice) {
        json.text("question", choice.question());
        json.texts("options", choice.options());
        choice.answer().ifPresent(answer -> json.whole("answer", answer));
        json.whole("chosen", choice.chosen());
        double[] values = new double[choice.logLikelihoods().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = choice.logLikelihoods().get(i);
            if (Double.isNaN(values[i]) || values[i] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException(choice.id() + " has the log-likelihood " + values[i]);
            }
        }
        json.numbers("log_likelihoods", values);
        if (!choice.characters().isEmpty()) {
            json.wholes(
                    "characters",
                    choice.characters().stream().map(Integer::longValue).toList());
        }
    }

    private static void open(JsonText json, Prediction.Open open) {
        json.text("question", open.question());
        open.expected().ifPresent(expected -> json.text("expected", expected));
        json.text("text", open.text());
        json.texts("tokens", open.tokens());
    }

    static PredictionHeader header(JsonRecord line) {
        if (!line.optionalText("format").orElse("").equals(FORMAT)) {
            throw line.error("format", FORMAT);
        }
        if (!line.at("version").isIntegralNumber() || line.at("version").asInt() != VERSION) {
            throw line.error("version", VERSION + ", which this product reads");
        }
        line.only(List.of("format", "version", "model", "settings"));
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        if (line.has("settings")) {
            JsonRecord object = new JsonRecord(line.place(), line.at("settings"));
            for (Map.Entry<String, JsonNode> each : object.node().properties()) {
                settings.put(each.getKey(), object.text(each.getKey()));
            }
        }
        return new PredictionHeader(line.text("model"), settings);
    }

    static Prediction prediction(JsonRecord line) {
        return line.has("options") || line.has("chosen") ? choice(line) : open(line);
    }

    private static Prediction choice(JsonRecord line) {
        line.only(List.of(
                "set", "id", "question", "options", "answer", "chosen", "log_likelihoods", "characters", GROUP_END));
        List<String> options = line.texts("options");
        if (options.size() < 2 || options.size() > MOST_OPTIONS) {
            throw line.wrong("has " + options.size() + " options; it must have between 2 and " + MOST_OPTIONS);
        }
        return new Prediction.Choice(
                line.text("set"),
                line.text("id"),
                line.optionalText("question").orElse(""),
                options,
                line.has("answer")
                        ? OptionalInt.of(line.integer("answer", 0, options.size() - 1))
                        : OptionalInt.empty(),
                line.integer("chosen", 0, options.size() - 1),
                line.has("log_likelihoods") ? logLikelihoods(line, options.size()) : List.of(),
                line.has("characters") ? characters(line, options.size()) : List.of());
    }

    private static List<Integer> characters(JsonRecord line, int options) {
        List<Integer> counts = new ArrayList<>();
        for (JsonNode each : line.at("characters")) {
            counts.add(each.asInt(0));
        }
        if (!line.at("characters").isArray()
                || counts.size() != options
                || counts.stream().anyMatch(each -> each < 1)) {
            throw line.error("characters", "a list of " + options + " whole numbers of at least 1");
        }
        return counts;
    }

    private static List<Double> logLikelihoods(JsonRecord line, int options) {
        List<Double> values = new ArrayList<>();
        for (JsonNode each : line.at("log_likelihoods")) {
            if (!each.isNull() && !each.isNumber()) {
                throw line.error("log_likelihoods", "a list of numbers");
            }
            double value = each.isNull() ? Double.NEGATIVE_INFINITY : each.asDouble();
            if (!(value <= 1e-3)) {
                throw line.error("log_likelihoods", "logarithms of probabilities, which are not above 0");
            }
            values.add(value);
        }
        if (!line.at("log_likelihoods").isArray() || (values.size() != options && !values.isEmpty())) {
            throw line.error("log_likelihoods", "a list of as many numbers as there are options, " + options);
        }
        return values;
    }

    private static Prediction open(JsonRecord line) {
        line.only(List.of("set", "id", "question", "expected", "text", "tokens", GROUP_END));
        return new Prediction.Open(
                line.text("set"),
                line.text("id"),
                line.optionalText("question").orElse(""),
                line.optionalText("expected"),
                line.text("text"),
                line.has("tokens") ? line.texts("tokens") : List.of());
    }

    /** What is different between the settings of a file and those wanted, in words; empty when nothing is. */
    static String difference(PredictionHeader found, PredictionHeader wanted) {
        for (Map.Entry<String, String> each : wanted.settings().entrySet()) {
            String other = found.settings().get(each.getKey());
            if (!each.getValue().equals(other)) {
                return each.getKey() + " was " + (other == null ? "not set" : "'" + other + "'") + " and is now '"
                        + each.getValue() + "'";
            }
        }
        for (Map.Entry<String, String> each : found.settings().entrySet()) {
            if (!wanted.settings().containsKey(each.getKey())) {
                return each.getKey() + " was '" + each.getValue() + "' and is now not set";
            }
        }
        return "";
    }

    static InputException twice(JsonRecord line, Prediction prediction) {
        return line.wrong("is the second prediction for " + JsonRecord.shown(prediction.id()) + " of "
                + prediction.set() + "; there must be one");
    }
}
