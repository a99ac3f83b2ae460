package dev.sangam.serve.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectWriter;

/** A frame being filled with messages. */
final class Frame<M> {
    /** Bytes that do not grow past the largest frame, and can be taken back. */
    private static final class Bytes extends OutputStream {
        private static final int KEPT = 1 << 20;

        private byte[] buffer = new byte[8192];
        private int size;

        @Override
        public void write(byte[] source, int from, int length) throws IOException {
            if (length > Wire.MAX_FRAME_BYTES - size) {
                throw new IOException("the frame is full");
            }
            if (size + length > buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + length));
            }
            System.arraycopy(source, from, buffer, size, length);
            size += length;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        /** What is large is let go: it was an exception. */
        void clear() {
            size = 0;
            if (buffer.length > KEPT) {
                buffer = new byte[KEPT];
            }
        }
    }

    private final Bytes bytes = new Bytes();
    private final ObjectWriter writer;

    Frame(Class<M> type) {
        this.writer = Wire.writer(type);
    }

    /** Adds a message, unless the frame has no room for it: then false, and nothing has changed. */
    boolean add(M message) {
        int before = bytes.size;
        try {
            writer.writeValue(bytes, message);
            return true;
        } catch (JacksonException e) {
            bytes.size = before;
            return false;
        }
    }

    int sizeBytes() {
        return bytes.size;
    }

    /** Sends the frame, unless it is empty, and empties it. */
    void writeTo(OutputStream out) throws IOException {
        if (bytes.size > 0) {
            out.write(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.size).array());
            out.write(bytes.buffer, 0, bytes.size);
            out.flush();
            bytes.clear();
        }
    }
}
