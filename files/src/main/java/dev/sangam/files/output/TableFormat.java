package dev.sangam.files.output;

import java.util.List;
import java.util.Locale;

/** How tables are stored. */
public enum TableFormat {
    /** RFC 4180 text with a header; what is not known is empty. */
    CSV,
    /** Apache Parquet, compressed with zstd; what is not known is null. */
    PARQUET;

    /** Ending of file names, and the word for it in flags. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Opens a table for writing. */
    public TableWriter open(OutputFile file, List<TableColumn> columns) {
        return switch (this) {
            case CSV -> new CsvTable(file, columns);
            case PARQUET -> new ParquetTable(file, columns);
        };
    }
}
