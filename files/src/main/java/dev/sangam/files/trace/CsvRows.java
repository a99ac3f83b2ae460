package dev.sangam.files.trace;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows of a CSV file with a header; this object is the current row. */
final class CsvRows implements Row {
    /** Longest field, characters: bounds the memory that a file without line ends can take. */
    private static final int MAX_FIELD = 1 << 24;

    private final String file;
    private final Iterator<CsvRecord> records;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private CsvRecord current;

    CsvRows(String file, Reader reader) {
        this.file = file;
        this.records = CsvReader.builder()
                .commentStrategy(CommentStrategy.NONE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(MAX_FIELD)
                .ofCsvRecord(reader)
                .iterator();
        this.current = read(1);
        for (String column : current.getFields()) {
            if (columns.putIfAbsent(column.strip(), columns.size()) != null) {
                throw new InputException(place() + ": has the column " + Row.shown(column) + " twice");
            }
        }
    }

    List<String> columns() {
        return List.copyOf(columns.keySet());
    }

    /** Moves to the next row; false at the end. */
    boolean advance() {
        long line = current.getStartingLineNumber() + 1;
        if (!hasNext(line)) {
            return false;
        }
        current = read(line);
        if (current.getFieldCount() != columns.size()) {
            throw new InputException(place() + ": has " + current.getFieldCount() + " fields; it must have "
                    + columns.size() + ", as the header");
        }
        return true;
    }

    @Override
    public String text(String field) {
        Integer index = columns.get(field);
        if (index == null) {
            throw new InputException(file + ":1: has no column " + field);
        }
        return current.getField(index);
    }

    boolean has(String field) {
        return columns.containsKey(field);
    }

    @Override
    public String place() {
        return file + ":" + current.getStartingLineNumber();
    }

    private boolean hasNext(long line) {
        try {
            return records.hasNext();
        } catch (UncheckedIOException | CsvParseException e) {
            throw unreadable(line, e);
        }
    }

    private CsvRecord read(long line) {
        try {
            return records.next();
        } catch (UncheckedIOException | CsvParseException e) {
            throw unreadable(line, e);
        }
    }

    /** The reader looks ahead, so the line is the first that may be at fault. */
    private InputException unreadable(long line, RuntimeException e) {
        String reason = e.getCause() instanceof IOException io ? Reasons.of(io) : "is not valid CSV";
        return new InputException(file + ": line " + line + " or after it cannot be read (" + reason + ")", e);
    }
}
