package dev.sangam.files.output;

import org.jspecify.annotations.Nullable;

/** Writes a table row by row, in bounded memory. Every row gets a value for every column, in order. */
public interface TableWriter extends AutoCloseable {
    TableWriter add(long value);

    /** A number; what is not finite is not known. */
    TableWriter add(double value);

    TableWriter add(String value);

    TableWriter add(@Nullable Boolean value);

    /** Ends a row. */
    void end();

    /** Completes the file. */
    @Override
    void close();

    /** Seconds of a duration in nanoseconds. */
    default TableWriter seconds(long nanos) {
        return add(nanos / 1e9);
    }

    /** Nothing known. */
    default TableWriter unknown() {
        return add(Double.NaN);
    }
}
