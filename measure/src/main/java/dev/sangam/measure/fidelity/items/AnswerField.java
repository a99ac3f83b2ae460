package dev.sangam.measure.fidelity.items;

import dev.sangam.measure.fidelity.records.JsonRecord;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Finds out which option a file calls right: by its number from 0, its label, its letter, or its text. Nothing, an empty text and
 * -1 stand for not known.
 */
final class AnswerField {
    private AnswerField() {}

    /**
     * The right option, counted from 0.
     *
     * @param labels of the options, as the file has them; none where it has none
     */
    static OptionalInt resolve(JsonRecord record, String key, List<String> options, List<String> labels) {
        JsonNode value = record.at(key);
        if (value.isMissingNode()) {
            return OptionalInt.empty();
        }
        if (value.isIntegralNumber() && value.canConvertToInt()) {
            return number(record, key, value.intValue(), options, labels);
        }
        if (!value.isString()) {
            throw record.error(key, rule(options));
        }
        return text(record, key, value.stringValue().strip(), options, labels);
    }

    private static OptionalInt number(
            JsonRecord record, String key, int number, List<String> options, List<String> labels) {
        int labelled = labels.indexOf(String.valueOf(number));
        if (labelled >= 0) {
            return OptionalInt.of(labelled);
        }
        if (number < -1 || number >= options.size()) {
            throw record.error(key, rule(options));
        }
        return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private static OptionalInt text(
            JsonRecord record, String key, String text, List<String> options, List<String> labels) {
        if (text.isEmpty() || text.equals("-1")) {
            return OptionalInt.empty();
        }
        int labelled = labels.indexOf(text);
        if (labelled >= 0) {
            return OptionalInt.of(labelled);
        }
        TreeSet<Integer> meant = new TreeSet<>();
        for (int i = 0; i < options.size(); i++) {
            if (text.equals(options.get(i).strip())
                    || (labels.isEmpty()
                            && (text.equalsIgnoreCase(PromptForm.letter(i)) || text.equals(String.valueOf(i))))) {
                meant.add(i);
            }
        }
        if (meant.size() != 1) {
            throw record.error(
                    key,
                    meant.isEmpty()
                            ? rule(options)
                            : "clearer: it may mean the options " + meant + ", counted from 0. Maybe write a number");
        }
        return OptionalInt.of(meant.first());
    }

    private static String rule(List<String> options) {
        return "the number of an option between 0 and " + (options.size() - 1) + ", its letter or its text";
    }
}
