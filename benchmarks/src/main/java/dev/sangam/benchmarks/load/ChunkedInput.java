package dev.sangam.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of an HTTP/1.1 answer in chunks (RFC 9112, section 7.1). Reads no byte before it is asked for. */
public final class ChunkedInput extends InputStream {
    private static final String CLOSED = "the connection was closed within an answer";

    private final InputStream in;
    private int left;
    private boolean first = true;
    private boolean ended;

    /** @param in at the first chunk */
    public ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = in.read(target, from, Math.min(length, left));
        if (count < 0) {
            throw new EOFException(CLOSED);
        }
        left -= count;
        return count;
    }

    private void nextChunk() throws IOException {
        if (!first) {
            line(in);
        }
        first = false;
        String size = line(in);
        try {
            left = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("a chunk of '" + size + "' bytes", e);
        }
        ended = left == 0;
    }

    /** The next line, without its end; the stream must go on that far. */
    public static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = byteOf(in); c != '\n'; c = byteOf(in)) {
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    private static int byteOf(InputStream in) throws IOException {
        int c = in.read();
        if (c < 0) {
            throw new EOFException(CLOSED);
        }
        return c;
    }
}
