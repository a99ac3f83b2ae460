package dev.sangam.sim.profile;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** A CSV file of a measured profile: text and number columns, read strictly, every error with file, line and value. */
final class TimedRows {
    /** Counts above this are no counts of tokens or sequences; they would only ask for huge tables. */
    private static final int MAX_COUNT = 10_000_000;

    private final Path file;
    private final Collection<String> columns;

    /**
     * @param file the file
     * @param required columns that must be there
     */
    TimedRows(Path file, List<String> required) {
        this.file = file;
        this.columns = required;
    }

    /** Reads every row; at least one. */
    void forEach(Consumer<Row> consumer) {
        if (forEachOrNone(consumer) == 0) {
            throw new InputException(file + ": has no rows");
        }
    }

    /** Reads every row, and says how many there were. */
    int forEachOrNone(Consumer<Row> consumer) {
        int rows = 0;
        try (CsvReader<NamedCsvRecord> csv = reader()) {
            for (NamedCsvRecord csvRecord : csv) {
                if (rows++ == 0) {
                    checkHeader(csvRecord.getHeader());
                }
                checkWidth(csvRecord);
                consumer.accept(new Row(csvRecord));
            }
        } catch (CsvParseException e) {
            throw new InputException(file + ": is not valid CSV (" + e.getMessage() + ")", e);
        } catch (UncheckedIOException e) {
            throw new InputException(
                    file + ": cannot be read (" + Reasons.of(Objects.requireNonNull(e.getCause())) + ")", e);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
        return rows;
    }

    private CsvReader<NamedCsvRecord> reader() throws IOException {
        return CsvReader.builder()
                .detectBomHeader(true)
                .allowUnclosedQuote(false)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofNamedCsvRecord(file);
    }

    private void checkWidth(NamedCsvRecord csvRecord) {
        int header = csvRecord.getHeader().size();
        if (csvRecord.getFieldCount() != header) {
            throw new InputException(file + ":" + csvRecord.getStartingLineNumber() + ": has "
                    + csvRecord.getFieldCount() + " fields; the header has " + header);
        }
    }

    private void checkHeader(List<String> header) {
        for (String column : columns) {
            if (!header.contains(column)) {
                throw new InputException(file + ":1: there is no column " + column + "; the columns are " + header);
            }
        }
    }

    /** One row. */
    final class Row {
        private final NamedCsvRecord csvRecord;

        private Row(NamedCsvRecord csvRecord) {
            this.csvRecord = csvRecord;
        }

        boolean has(String column) {
            return csvRecord.getHeader().contains(column);
        }

        String text(String column) {
            return csvRecord.getField(column).strip();
        }

        /** A whole number, at least {@code min}. */
        int count(String column, int min) {
            return whole(column, min, MAX_COUNT);
        }

        /** The size of a message. */
        int bytes(String column) {
            return whole(column, 1, Integer.MAX_VALUE);
        }

        private int whole(String column, int min, int max) {
            double value = number(column);
            if (!(value >= min && value <= max && value == Math.rint(value))) {
                throw error(column, "a whole number from " + min + " to " + max);
            }
            return (int) value;
        }

        /** A time in microseconds, more than 0. */
        double micros(String column) {
            double value = number(column);
            if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
                throw error(column, "> 0 microseconds");
            }
            return value;
        }

        double number(String column) {
            double value = parsed(text(column));
            if (!Double.isFinite(value)) {
                throw error(column, "a number");
            }
            return value;
        }

        InputException error(String column, String mustBe) {
            return new InputException(place() + column + " is '" + text(column) + "'; it must be " + mustBe);
        }

        InputException repeated(String what) {
            return new InputException(place() + what + " was measured before; each point must be there once");
        }

        private static double parsed(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException notANumber) {
                return Double.NaN;
            }
        }

        private String place() {
            return file + ":" + csvRecord.getStartingLineNumber() + ": ";
        }
    }
}
