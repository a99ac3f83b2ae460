package dev.sangam.files.eventlog;

import java.nio.file.Path;

/**
 * Where a log goes and how much of it is kept: at most {@code keep + 1} files of about {@code fileBytes}.
 *
 * @param file the file that is written; {@code server.jsonl} becomes {@code server.1.jsonl}, {@code server.2.jsonl}, ...
 *     when it is full, and when there is one of an earlier run
 * @param fileBytes size from which on a file is full
 * @param keep full files kept; the oldest go first
 */
public record EventLogConfig(Path file, long fileBytes, int keep) {
    /** 128 MiB. */
    public static final long DEFAULT_FILE_BYTES = 128L << 20;
    /** Full files kept by default. */
    public static final int DEFAULT_KEEP = 8;

    private static final long MIN_FILE_BYTES = 1 << 12;

    public EventLogConfig {
        if (fileBytes < MIN_FILE_BYTES) {
            throw new IllegalArgumentException(
                    "size of an event log's file is " + fileBytes + " bytes; it must be >= " + MIN_FILE_BYTES);
        }
        if (keep < 0) {
            throw new IllegalArgumentException("event log files kept is " + keep + "; it must be >= 0");
        }
    }

    /** With the defaults. */
    public static EventLogConfig of(Path file) {
        return new EventLogConfig(file, DEFAULT_FILE_BYTES, DEFAULT_KEEP);
    }
}
