package dev.sangam.files.eventlog;

import java.io.Closeable;
import java.io.IOException;

/** What lines are written to. */
interface LogFile extends Closeable {
    /** Appends whole lines; when that fails, none of them is there. */
    void append(byte[] lines) throws IOException;

    /** False after it could not be left with whole lines, or could not be rotated. */
    boolean isOpen();

    /** Bytes in the current file. */
    long size();

    /** Sets the current file aside, and begins an empty one. */
    void rotate() throws IOException;
}
