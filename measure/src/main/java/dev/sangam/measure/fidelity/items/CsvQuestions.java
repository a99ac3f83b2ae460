package dev.sangam.measure.fidelity.items;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import dev.sangam.measure.fidelity.records.JsonRecord;
import dev.sangam.measure.fidelity.records.JsonRecords;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the two sets that come as CSV: MMLU, whose files have no header and are named after their subject, and TruthfulQA with
 * its header.
 */
final class CsvQuestions {
    private static final int MAX_FIELD = 1 << 22;
    private static final List<String> TRUTHFUL = List.of("Question", "Best Answer", "Incorrect Answers");

    private CsvQuestions() {}

    /** The layout of rows, by the first of them. */
    static Layout recognised(Path file, List<CsvRecord> rows, Optional<Layout> wanted) {
        boolean truthful = rows.getFirst().getFields().containsAll(TRUTHFUL);
        Layout found = truthful ? Layout.TRUTHFULQA : Layout.MMLU;
        if (wanted.isPresent() && wanted.get() != found && !(wanted.get() == Layout.CHOICES && !truthful)) {
            throw new InputException(file + ": is CSV in the layout " + found.word() + ", not "
                    + wanted.get().word());
        }
        return wanted.orElse(found);
    }

    /** Rows of a file; at least one. */
    static List<CsvRecord> rows(Path file, long maxBytes) {
        List<CsvRecord> rows = new ArrayList<>();
        try (Reader in = new InputStreamReader(JsonRecords.open(file, maxBytes), StandardCharsets.UTF_8.newDecoder())) {
            CsvReader.builder()
                    .commentStrategy(CommentStrategy.NONE)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .maxBufferSize(MAX_FIELD)
                    .ofCsvRecord(in)
                    .forEach(rows::add);
        } catch (IOException e) {
            throw JsonRecords.unreadable(file, e);
        } catch (UncheckedIOException | CsvParseException e) {
            String reason = e.getCause() instanceof IOException io ? Reasons.of(io) : "is not valid CSV";
            throw new InputException(
                    file + ": line " + (rows.isEmpty() ? 1 : rows.getLast().getStartingLineNumber() + 1)
                            + " or after it cannot be read (" + reason + ")",
                    e);
        }
        if (rows.isEmpty()) {
            throw new InputException(file + ": has no rows; it must have questions");
        }
        return rows;
    }

    /** The questions of the rows, with ids that begin with {@code prefix}. */
    static List<Question> read(Path file, List<CsvRecord> rows, Layout layout, String prefix) {
        List<Question> questions = new ArrayList<>();
        if (layout == Layout.TRUTHFULQA) {
            List<String> columns = rows.getFirst().getFields();
            for (CsvRecord row : rows.subList(1, rows.size())) {
                questions.add(truthful(file, row, columns, prefix + questions.size()));
            }
            return questions;
        }
        String subject = String.valueOf(file.getFileName())
                .replaceFirst("\\.gz$", "")
                .replaceFirst("\\.csv$", "")
                .replaceFirst("_(test|dev|val)$", "");
        boolean header = List.of("answer", "Answer").contains(last(rows.getFirst()));
        for (CsvRecord row : rows.subList(header ? 1 : 0, rows.size())) {
            questions.add(lettered(file, row, subject, prefix + questions.size()));
        }
        return questions;
    }

    private static Question lettered(Path file, CsvRecord row, String subject, String id) {
        String place = file + ":" + row.getStartingLineNumber();
        int options = row.getFieldCount() - 2;
        if (options < 2 || options > OptionList.MOST) {
            throw new InputException(place + ": has " + row.getFieldCount() + " fields; it must have a question, 2 to "
                    + OptionList.MOST + " options and the letter of the right one");
        }
        String letter = last(row).strip();
        int answer = letter.length() == 1 ? letter.charAt(0) - 'A' : -1;
        if (!letter.isEmpty() && (answer < 0 || answer >= options)) {
            throw new InputException(place + ": the answer is " + JsonRecord.shown(letter)
                    + "; it must be a letter between A and " + PromptForm.letter(options - 1));
        }
        return new Question(
                place,
                id,
                subject,
                row.getField(0),
                row.getFields().subList(1, options + 1),
                letter.isEmpty() ? OptionalInt.empty() : OptionalInt.of(answer),
                "");
    }

    /** The best answer first, as in the questions of the set's authors; then the incorrect ones, each once. */
    private static Question truthful(Path file, CsvRecord row, List<String> columns, String id) {
        String place = file + ":" + row.getStartingLineNumber();
        if (row.getFieldCount() != columns.size()) {
            throw new InputException(place + ": has " + row.getFieldCount() + " fields; it must have " + columns.size()
                    + ", as the header");
        }
        Set<String> options = new LinkedHashSet<>();
        options.add(row.getField(columns.indexOf("Best Answer")).strip());
        Stream.of(row.getField(columns.indexOf("Incorrect Answers")).split(";"))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .forEach(options::add);
        if (options.size() < 2 || options.size() > OptionList.MOST || options.contains("")) {
            throw new InputException(place + ": has the answers " + JsonRecord.shown(options.toString())
                    + "; it must have a best and an incorrect one, and at most " + OptionList.MOST);
        }
        return new Question(
                place, id, "", row.getField(columns.indexOf("Question")), List.copyOf(options), OptionalInt.of(0), "");
    }

    private static String last(CsvRecord row) {
        return row.getField(row.getFieldCount() - 1);
    }
}
