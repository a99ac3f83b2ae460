package dev.sangam.serve.process;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectReader;

/** Messages as they come from the other process. For one thread. */
final class Inbox<M> {
    private final DataInputStream in;
    private final ObjectReader reader;

    Inbox(InputStream in, Class<M> type) {
        this.in = new DataInputStream(in);
        this.reader = Wire.reader(type);
    }

    /**
     * Waits for the next frame.
     *
     * @return its messages; null at the end of the stream
     * @throws EOFException when the stream ends within a frame
     * @throws IOException when what comes is no frame
     */
    @Nullable
    List<M> read() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int bytes = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (bytes <= 0 || bytes > Wire.MAX_FRAME_BYTES) {
            throw new IOException("a frame of %d bytes; it must have 1 to %d".formatted(bytes, Wire.MAX_FRAME_BYTES));
        }
        byte[] frame = in.readNBytes(bytes);
        if (frame.length < bytes) {
            throw new EOFException("the stream ends within a frame");
        }
        try (JsonParser values = reader.createParser(frame)) {
            List<M> messages = new ArrayList<>();
            while (values.nextToken() != null) {
                messages.add(reader.<M>readValue(values));
            }
            return messages;
        } catch (JacksonException e) {
            throw new IOException("a frame that cannot be understood: " + e.getOriginalMessage(), e);
        }
    }
}
