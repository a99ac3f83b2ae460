package dev.sangam.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Reads files that may be compressed. */
public final class Unpacked {
    private static final int BUFFER_BYTES = 1 << 16;

    private Unpacked() {}

    /** What a stream holds, buffered; unpacked where it begins as gzip does. The stream stays the caller's when this fails. */
    public static InputStream of(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(2);
        boolean packed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return packed ? new GZIPInputStream(buffered, BUFFER_BYTES) : buffered;
    }
}
