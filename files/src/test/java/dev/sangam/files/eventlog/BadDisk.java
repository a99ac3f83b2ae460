package dev.sangam.files.eventlog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/** A file in memory on a disk that is full at times. */
final class BadDisk implements LogFile {
    private final BooleanSupplier full;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int refusals;

    BadDisk(BooleanSupplier full) {
        this.full = full;
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    int refusals() {
        return refusals;
    }

    @Override
    public void append(byte[] lines) throws IOException {
        if (full.getAsBoolean()) {
            refusals++;
            throw new IOException("No space left on device");
        }
        bytes.writeBytes(lines);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public void rotate() {}

    @Override
    public void close() {}
}
