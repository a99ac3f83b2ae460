package dev.sangam.files.eventlog;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * The lines of a file that have an end. What follows the last of them was being written when the writer died, and is left
 * out; so is what cannot be unzipped at the end of a gzipped file.
 */
final class WholeLines {
    /** Longest line, bytes: the block hashes of a prompt of twenty million tokens. */
    static final int MAX_LINE = 1 << 24;

    private final String file;
    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int start;
    private int end;
    private int length;
    private long line;
    private boolean ended;

    WholeLines(String file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    /** Moves to the next line; false at the end. */
    boolean advance() {
        start += length + (line == 0 ? 0 : 1);
        line++;
        length = 0;
        while (true) {
            for (; start + length < end; length++) {
                if (buffer[start + length] == '\n') {
                    return true;
                }
            }
            if (length > MAX_LINE) {
                throw new InputException(place(line) + ": is longer than " + MAX_LINE + " bytes");
            }
            if (ended || !fill()) {
                return false;
            }
        }
    }

    byte[] bytes() {
        return buffer;
    }

    int start() {
        return start;
    }

    int length() {
        return length;
    }

    /** Number of the line, from 1. */
    long line() {
        return line;
    }

    /** After the last line: bytes that are no whole line. */
    int leftOver() {
        return end - start;
    }

    String place(long number) {
        return file + ":" + number;
    }

    private boolean fill() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        try {
            int read = in.read(buffer, end, buffer.length - end);
            ended = read < 0;
            end += Math.max(0, read);
        } catch (EOFException | ZipException e) {
            ended = true;
        } catch (IOException e) {
            throw new InputException(place(line) + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
        return !ended;
    }
}
