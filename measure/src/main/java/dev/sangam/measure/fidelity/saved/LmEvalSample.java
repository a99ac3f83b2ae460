package dev.sangam.measure.fidelity.saved;

import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.records.JsonRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A line of lm-eval's samples. What it asked is in {@code arguments}, in older files a list of lists, in newer ones an object {@code
 * {"gen_args_0": {"arg_0": ..., "arg_1": ...}}}; numbers may be written as text.
 */
final class LmEvalSample {
    private static final Pattern FINAL = Pattern.compile("####\\s*(\\S.*?)\\s*$");
    private static final int MOST_OPTIONS = 1000;
    private static final int QUESTION_CHARACTERS = 2000;
    private static final List<String> QUESTION_KEYS =
            List.of("question", "question_stem", "query", "problem", "ctx", "sentence");

    private LmEvalSample() {}

    static Prediction read(JsonRecord record, String task) {
        JsonNode id = record.at("doc_id");
        if (!id.isIntegralNumber() && !id.isString()) {
            throw record.error("doc_id", "a number or a text");
        }
        List<JsonNode[]> arguments = arguments(record);
        boolean generated = arguments.stream().anyMatch(each -> !each[1].isString());
        return generated
                ? open(record, task, id.asString(), arguments)
                : choice(record, task, id.asString(), arguments);
    }

    /** The context and what was asked of it, of each request. */
    private static List<JsonNode[]> arguments(JsonRecord record) {
        JsonNode all = record.at("arguments");
        List<JsonNode[]> pairs = new ArrayList<>();
        for (JsonNode each : all) {
            pairs.add(
                    each.isObject()
                            ? new JsonNode[] {each.path("arg_0"), each.path("arg_1")}
                            : new JsonNode[] {each.path(0), each.path(1)});
        }
        if (pairs.isEmpty() || pairs.size() > MOST_OPTIONS) {
            throw record.error("arguments", "1 to " + MOST_OPTIONS + " requests");
        }
        return pairs;
    }

    private static Prediction open(JsonRecord record, String task, String id, List<JsonNode[]> arguments) {
        JsonNode text = record.at("resps");
        while (text.isArray() && !text.isEmpty()) {
            text = text.get(0);
        }
        if (!text.isString()) {
            throw record.error("resps", "a list with the text of the answer");
        }
        String target = record.at("target").asString("");
        Matcher last = FINAL.matcher(target);
        String expected = last.find() ? last.group(1) : target;
        return new Prediction.Open(
                task,
                id,
                question(record, arguments),
                expected.isBlank() ? Optional.empty() : Optional.of(expected),
                text.stringValue(),
                List.of());
    }

    private static Prediction choice(JsonRecord record, String task, String id, List<JsonNode[]> arguments) {
        List<Double> logLikelihoods = logLikelihoods(record);
        if (arguments.size() < 2) {
            throw record.wrong(
                    "has one request, of the likelihood of a text; it must have options to choose from, or an"
                            + " answer in words. Maybe compare other tasks");
        }
        if (logLikelihoods.size() != arguments.size()) {
            throw record.wrong("has " + arguments.size() + " requests and " + logLikelihoods.size()
                    + " log-likelihoods; there must be one for each");
        }
        List<String> texts =
                arguments.stream().map(each -> each[1].stringValue()).toList();
        List<String> continuations = texts.stream().map(String::strip).toList();
        List<String> options = options(record, arguments, continuations);
        int chosen = 0;
        for (int i = 1; i < logLikelihoods.size(); i++) {
            chosen = logLikelihoods.get(i) > logLikelihoods.get(chosen) ? i : chosen;
        }
        return new Prediction.Choice(
                task,
                id,
                question(record, arguments),
                options,
                answer(record, options, continuations),
                chosen,
                logLikelihoods,
                texts.stream().anyMatch(String::isBlank)
                        ? List.of()
                        : texts.stream().map(Item.Choice::characters).toList());
    }

    /** Of each request the first number: {@code [-1.5, false]} or {@code ["-1.5", "False"]}. */
    private static List<Double> logLikelihoods(JsonRecord record) {
        boolean filtered = !record.at("filtered_resps").isEmpty();
        String key = filtered ? "filtered_resps" : "resps";
        List<Double> values = new ArrayList<>();
        for (JsonNode each : record.at(key)) {
            JsonNode value = each;
            while (value.isArray() && !value.isEmpty()) {
                value = value.get(0);
            }
            values.add(number(record, key, value));
        }
        return values;
    }

    private static double number(JsonRecord record, String key, JsonNode value) {
        try {
            String text = value.asString("").strip();
            double number = text.matches("-[Ii]nf(inity)?") ? Double.NEGATIVE_INFINITY : Double.parseDouble(text);
            if (number <= 1e-3) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw record.wrong(key + " has " + JsonRecord.shown(value.toString())
                + "; it must have logarithms of probabilities, which are numbers not above 0");
    }

    /** As the document has them, else what was asked: where that is always the same, the contexts differ. */
    private static List<String> options(JsonRecord record, List<JsonNode[]> arguments, List<String> continuations) {
        JsonNode doc = record.at("doc");
        for (JsonNode each : List.of(
                doc.path("choices"),
                doc.path("choices").path("text"),
                doc.path("options"),
                doc.path("endings"),
                doc.path("mc1_targets").path("choices"))) {
            if (each.isArray()
                    && each.size() == arguments.size()
                    && each.valueStream().allMatch(JsonNode::isString)) {
                return each.valueStream().map(JsonNode::stringValue).toList();
            }
        }
        boolean same = continuations.stream().distinct().count() == 1;
        return same ? arguments.stream().map(each -> each[0].asString("")).toList() : continuations;
    }

    private static OptionalInt answer(JsonRecord record, List<String> options, List<String> continuations) {
        JsonNode target = record.at("target");
        String text = target.isValueNode() ? target.asString().strip() : "";
        if (text.matches("\\d{1,3}") && Integer.parseInt(text) < options.size()) {
            return OptionalInt.of(Integer.parseInt(text));
        }
        for (List<String> texts : List.of(continuations, options)) {
            int index = texts.indexOf(text);
            if (index >= 0) {
                return OptionalInt.of(index);
            }
        }
        int letter = text.length() == 1 ? text.charAt(0) - 'A' : -1;
        return letter >= 0 && letter < options.size() ? OptionalInt.of(letter) : OptionalInt.empty();
    }

    private static String question(JsonRecord record, List<JsonNode[]> arguments) {
        JsonNode doc = record.at("doc");
        for (String key : QUESTION_KEYS) {
            JsonNode value = doc.path(key).isObject() ? doc.path(key).path("stem") : doc.path(key);
            if (value.isString()) {
                return value.stringValue();
            }
        }
        JsonNode context = arguments.getFirst()[0];
        String asked =
                context.isString() ? context.stringValue() : context instanceof MissingNode ? "" : context.toString();
        return asked.substring(Math.max(0, asked.length() - QUESTION_CHARACTERS));
    }
}
