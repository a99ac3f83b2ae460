package dev.sangam.files.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table as CSV. */
final class CsvTable implements TableWriter {
    private final OutputFile file;
    private final CsvWriter csv;
    private CsvWriter.@Nullable CsvWriterRecord row;

    CsvTable(OutputFile file, List<TableColumn> columns) {
        this.file = file;
        this.csv = CsvWriter.builder()
                .lineDelimiter(LineDelimiter.LF)
                .build(new OutputStreamWriter(file.open(), StandardCharsets.UTF_8));
        csv.writeRecord(columns.stream().map(TableColumn::name).toList());
    }

    @Override
    public TableWriter add(long value) {
        return add(Long.toString(value));
    }

    @Override
    public TableWriter add(double value) {
        return add(Double.isFinite(value) ? Double.toString(value) : "");
    }

    @Override
    public TableWriter add(@Nullable Boolean value) {
        return add(value == null ? "" : value.toString());
    }

    @Override
    public TableWriter add(String value) {
        if (row == null) {
            row = csv.writeRecord();
        }
        row.writeField(value);
        return this;
    }

    @Override
    public void end() {
        if (row != null) {
            row.endRecord();
            row = null;
        }
    }

    @Override
    public void close() {
        try {
            csv.close();
        } catch (IOException e) {
            throw file.failure(e);
        }
    }
}
