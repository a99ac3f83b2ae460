package dev.sangam.measure.fidelity.items;

import de.siegmar.fastcsv.reader.CsvRecord;
import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.records.JsonRecord;
import dev.sangam.measure.fidelity.records.JsonRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * What a file or a folder holds: questions, or own prompts.
 *
 * @param layout given or recognised
 * @param questions in the order of the file; none of prompts
 * @param prompts in the order of the file; none of questions
 */
record SetFile(Layout layout, List<Question> questions, List<Item> prompts) {
    private static final long MAX_BYTES = 512L << 20;
    private static final int MAX_FILES = 100_000;

    /** Reads a file or folder. */
    static SetFile read(Path path, ItemOptions options) {
        if (Files.isDirectory(path)) {
            return folder(path, options);
        }
        String name =
                String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (name.endsWith(".csv")) {
            List<CsvRecord> rows = CsvQuestions.rows(path, MAX_BYTES);
            Layout layout = CsvQuestions.recognised(path, rows, options.layout());
            return filled(path, new SetFile(layout, CsvQuestions.read(path, rows, layout, ""), List.of()));
        }
        boolean prompts = options.layout().filter(Layout.PROMPTS::equals).isPresent();
        if (!isJson(path) && (prompts || name.endsWith(".txt") || name.endsWith(".md"))) {
            return filled(
                    path, new SetFile(Layout.PROMPTS, List.of(), new PromptFiles(options).lines(path, MAX_BYTES)));
        }
        return filled(path, json(path, options));
    }

    private static SetFile filled(Path path, SetFile set) {
        if (set.questions.isEmpty() && set.prompts.isEmpty()) {
            throw new InputException(path + ": holds no questions and no prompts; it must have at least one");
        }
        return set;
    }

    private static boolean isJson(Path file) {
        try (InputStream in = JsonRecords.open(file, MAX_BYTES)) {
            int first = in.read();
            while (first >= 0 && (Character.isWhitespace(first) || first == 0xEF || first == 0xBB || first == 0xBF)) {
                first = in.read();
            }
            return first == '{' || first == '[';
        } catch (IOException e) {
            throw JsonRecords.unreadable(file, e);
        }
    }

    /** The CSV files of MMLU, or text files of a prompt each. */
    private static SetFile folder(Path folder, ItemOptions options) {
        List<Path> csv = files(folder, List.of(".csv"));
        List<Path> texts = files(folder, List.of(".txt", ".md"));
        boolean prompts = options.layout().filter(Layout.PROMPTS::equals).isPresent();
        if (csv.isEmpty() || prompts) {
            if (texts.isEmpty()) {
                throw new InputException(
                        folder + ": has no .txt or .md file, and no .csv file of MMLU; it must have some");
            }
            return new SetFile(Layout.PROMPTS, List.of(), new PromptFiles(options).files(texts));
        }
        List<Question> questions = new ArrayList<>();
        for (Path file : csv) {
            List<CsvRecord> rows = CsvQuestions.rows(file, MAX_BYTES);
            if (CsvQuestions.recognised(file, rows, options.layout()) != Layout.MMLU) {
                throw new InputException(file + ": is not in the layout mmlu, as the files of a folder must be");
            }
            String stem = String.valueOf(file.getFileName()).replaceFirst("\\.csv$", "");
            questions.addAll(CsvQuestions.read(file, rows, Layout.MMLU, stem + "/"));
        }
        return filled(folder, new SetFile(Layout.MMLU, questions, List.of()));
    }

    private static List<Path> files(Path folder, List<String> endings) {
        try (Stream<Path> all = Files.list(folder)) {
            List<Path> files = all.filter(Files::isRegularFile)
                    .filter(each -> !String.valueOf(each.getFileName()).startsWith("."))
                    .filter(each -> endings.stream().anyMatch(each.toString()::endsWith))
                    .sorted()
                    .limit(MAX_FILES + 1)
                    .toList();
            if (files.size() > MAX_FILES) {
                throw new InputException(folder + ": has more than " + MAX_FILES + " files; it must have fewer");
            }
            return files;
        } catch (IOException e) {
            throw JsonRecords.unreadable(folder, e);
        }
    }

    private static SetFile json(Path file, ItemOptions options) {
        PromptFiles promptFiles = new PromptFiles(options);
        List<Question> questions = new ArrayList<>();
        List<Item> prompts = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        Layout layout = null;
        for (JsonRecord record : JsonRecords.read(file, MAX_BYTES)) {
            if (layout == null) {
                layout = options.layout().orElseGet(() -> JsonQuestion.recognised(record));
            }
            String id = id(record, questions.size() + prompts.size());
            String earlier = places.putIfAbsent(id, record.place());
            if (earlier != null) {
                throw record.wrong("id is '" + JsonRecord.shown(id) + "', as at " + earlier + "; ids must differ");
            }
            if (layout == Layout.PROMPTS) {
                prompts.add(promptFiles.object(record, id));
            } else {
                questions.add(JsonQuestion.read(record, id, layout));
            }
        }
        return new SetFile(Optional.ofNullable(layout).orElse(Layout.CHOICES), questions, prompts);
    }

    /** The file's own, else the number of the object, from 0: lm-eval's {@code doc_id}. */
    private static String id(JsonRecord record, int index) {
        JsonNode id = record.at("id");
        if (id.isMissingNode() || id.asString("").isEmpty()) {
            return String.valueOf(index);
        }
        if (!id.isString() && !id.isIntegralNumber()) {
            throw record.error("id", "a text or a whole number");
        }
        return id.asString();
    }
}
