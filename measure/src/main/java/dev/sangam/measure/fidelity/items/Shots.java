package dev.sangam.measure.fidelity.items;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.records.JsonRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The examples in front of questions: the first of a file, or of the set itself, which are then not asked. Each subject has its
 * own.
 *
 * @param count in front of each question
 * @param asked the questions that are left to ask
 * @param texts the examples of each subject, ready to be read by a model
 */
record Shots(int count, List<Question> asked, Map<String, String> texts) {
    private static final int USUAL = 5;

    /** Chooses them. */
    static Shots choose(Path file, SetFile set, ItemOptions options) {
        Layout layout = set.layout();
        boolean usual = options.shotsFrom().isPresent() || layout == Layout.GSM8K;
        int count = options.shots().orElse(usual ? USUAL : 0);
        if (count == 0) {
            return new Shots(0, set.questions(), Map.of());
        }
        if (layout == Layout.TRUTHFULQA || layout == Layout.PROMPTS) {
            throw new InputException(file + ": is in the layout " + layout.word() + ", which takes no examples. Maybe"
                    + (layout == Layout.PROMPTS
                            ? " write them into the prompts"
                            : " leave them out: it has six of its own"));
        }
        Optional<Path> source = options.shotsFrom();
        source.ifPresent(other -> requireAnother(file, other));
        List<Question> pool = source.map(
                        other -> SetFile.read(other, options.withLayout(layout)).questions())
                .orElse(set.questions());
        Map<String, List<Question>> bySubject = pool.stream()
                .collect(Collectors.groupingBy(Question::subject, LinkedHashMap::new, Collectors.toList()));
        List<Question> asked = source.isPresent() ? set.questions() : withoutFirst(set.questions(), count);
        Map<String, String> texts = new HashMap<>();
        for (Question question : source.isPresent() ? asked : set.questions()) {
            texts.computeIfAbsent(
                    question.subject(),
                    subject -> text(
                            source.orElse(file), subject, bySubject.getOrDefault(subject, List.of()), layout, count));
        }
        if (asked.isEmpty()) {
            throw new InputException(
                    file + ": has " + pool.size() + " questions, all of which would be examples; it must"
                            + " have more than " + count + ". Maybe fewer examples, or examples from another file");
        }
        return new Shots(count, asked, texts);
    }

    /** What stands in front of a question. */
    String before(Question question) {
        return texts.getOrDefault(question.subject(), "");
    }

    private static String text(Path file, String subject, List<Question> pool, Layout layout, int count) {
        if (pool.size() < count) {
            throw new InputException(file + ": has " + pool.size() + " questions"
                    + (subject.isEmpty() ? "" : " of the subject " + JsonRecord.shown(subject)) + "; for " + count
                    + " examples it must have as many. Maybe ask for fewer");
        }
        return pool.stream()
                .limit(count)
                .map(question -> PromptForm.example(layout, question))
                .collect(Collectors.joining());
    }

    private static List<Question> withoutFirst(List<Question> questions, int count) {
        Map<String, Integer> seen = new HashMap<>();
        return questions.stream()
                .filter(question -> seen.merge(question.subject(), 1, Integer::sum) > count)
                .toList();
    }

    private static void requireAnother(Path file, Path other) {
        try {
            if (Files.exists(other) && Files.isSameFile(file, other)) {
                throw new InputException(
                        other + ": is the set itself, whose questions would be among their own examples."
                                + " Maybe leave the file out: then its first are examples, and are not asked");
            }
        } catch (IOException e) {
            throw new InputException(other + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
