package dev.sangam.measure.fidelity.items;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.records.JsonRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads a question of a JSON file, in whichever of the known layouts it is written. */
final class JsonQuestion {
    private static final Pattern BRACKETS = Pattern.compile("\\[.*?]");

    private JsonQuestion() {}

    /** The layout of a file, by the keys of its first object. */
    static Layout recognised(JsonRecord record) {
        JsonNode question = record.at("question");
        boolean words = question.isString() && record.at("answer").isString();
        if (record.has("mc1_targets")) {
            return Layout.TRUTHFULQA;
        } else if (record.has("endings")) {
            return Layout.HELLASWAG;
        } else if (record.has("question_stem")) {
            return Layout.OPENBOOKQA;
        } else if (question.has("stem")) {
            return withStem(record, question);
        } else if (question.isString() && (record.has("choices") || record.has("options"))) {
            return withOptions(record);
        } else if (words && record.text("answer").contains("####")) {
            return Layout.GSM8K;
        } else if (record.has("prompt") || record.has("messages")) {
            return Layout.PROMPTS;
        }
        throw new InputException(record.place() + ": has the keys "
                + JsonRecord.shown(List.copyOf(record.node().propertyNames()).toString())
                + ", as no layout that is known; it must have question, choices and answer, or prompt. Maybe name one of "
                + Stream.of(Layout.values()).map(Layout::word).toList());
    }

    /** ARC names a question by its exam, OpenBookQA by numbers. */
    private static Layout withStem(JsonRecord record, JsonNode question) {
        if (question.has("question_concept") || record.has("question_concept")) {
            return Layout.COMMONSENSEQA;
        }
        String id = record.at("id").asString("");
        return !id.isEmpty() && Character.isUpperCase(id.charAt(0)) ? Layout.ARC : Layout.OPENBOOKQA;
    }

    private static Layout withOptions(JsonRecord record) {
        if (record.has("question_concept")) {
            return Layout.COMMONSENSEQA;
        }
        if (record.at("choices").has("text")) {
            return Layout.ARC;
        }
        return record.has("subject") ? Layout.MMLU : Layout.CHOICES;
    }

    /** A question with its options, or with its solution. */
    static Question read(JsonRecord record, String id, Layout layout) {
        return switch (layout) {
            case GSM8K ->
                new Question(
                        record.place(),
                        id,
                        "",
                        record.text("question"),
                        List.of(),
                        OptionalInt.empty(),
                        record.optionalText("answer").orElse(""));
            case HELLASWAG -> story(record, id);
            case TRUTHFULQA -> record.has("mc1_targets") ? targets(record, id) : choice(record, id);
            case MMLU, OPENBOOKQA, ARC, COMMONSENSEQA, CHOICES -> choice(record, id);
            case PROMPTS -> throw new IllegalArgumentException("a prompt is no question");
        };
    }

    private static Question choice(JsonRecord record, String id) {
        JsonNode stem = record.at("question").path("stem");
        String text = stem.isString()
                ? stem.stringValue()
                : record.has("question_stem") ? record.text("question_stem") : record.text("question");
        JsonNode inside = record.at("question").path("choices");
        String key = record.has("options") && !record.has("choices") ? "options" : "choices";
        OptionList options = OptionList.read(record, key, inside.isMissingNode() ? record.at(key) : inside);
        String answerKey = record.has("answerKey") ? "answerKey" : "answer";
        return new Question(
                record.place(),
                id,
                record.optionalText("subject").orElse(""),
                text,
                options.texts(),
                AnswerField.resolve(record, answerKey, options.texts(), options.labels()),
                "");
    }

    /** An object from text to 1 or 0, or the lists {@code choices} and {@code labels}. */
    private static Question targets(JsonRecord record, String id) {
        JsonNode targets = record.at("mc1_targets");
        List<String> texts = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        if (targets.path("choices").isArray() && targets.path("labels").isArray()) {
            targets.path("choices").forEach(each -> texts.add(each.asString("")));
            targets.path("labels").forEach(each -> labels.add(each.asInt(-1)));
        } else {
            for (Map.Entry<String, JsonNode> each : targets.properties()) {
                texts.add(each.getKey());
                labels.add(each.getValue().asInt(-1));
            }
        }
        int right = labels.indexOf(1);
        boolean sound = texts.size() == labels.size() && right >= 0 && right == labels.lastIndexOf(1);
        if (!sound || texts.size() < 2 || texts.size() > OptionList.MOST) {
            throw record.error(
                    "mc1_targets", "2 to " + OptionList.MOST + " answers, of which one has a 1, the others a 0");
        }
        return new Question(record.place(), id, "", record.text("question"), texts, OptionalInt.of(right), "");
    }

    private static Question story(JsonRecord record, String id) {
        String context = record.has("ctx_a")
                ? record.text("ctx_a") + " "
                        + capitalised(record.optionalText("ctx_b").orElse(""))
                : record.text("ctx");
        OptionList endings = OptionList.read(record, "endings", record.at("endings"));
        List<String> options =
                endings.texts().stream().map(JsonQuestion::tidied).toList();
        return new Question(
                record.place(),
                id,
                "",
                tidied(record.text("activity_label") + ": " + context),
                options,
                AnswerField.resolve(record, "label", options, List.of()),
                "");
    }

    /** The first letter large, all others small: what Python's {@code capitalize} does. */
    private static String capitalised(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.codePointAt(0);
        return Character.toString(Character.toTitleCase(first))
                + text.substring(Character.charCount(first)).toLowerCase(Locale.ROOT);
    }

    /** Without the brackets that WikiHow's articles left in the texts. */
    private static String tidied(String text) {
        String plain = text.strip().replace(" [title]", ". ");
        return BRACKETS.matcher(plain).replaceAll("").replace("  ", " ");
    }
}
