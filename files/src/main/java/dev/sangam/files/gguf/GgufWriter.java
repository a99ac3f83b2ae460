package dev.sangam.files.gguf;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * Writes a GGUF file, version 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). Name the metadata and the
 * tensors, then {@link #write}: rows are asked for one by one, so that a file of any size needs memory for one row.
 */
public final class GgufWriter {
    static final int MAGIC = 0x46554747;
    static final int VERSION = 3;
    static final int ALIGNMENT = 32;

    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final List<GgufTensor> tensors = new ArrayList<>();
    private long dataBytes;

    /** Where the numbers come from. */
    @FunctionalInterface
    public interface Rows {
        /**
         * Fills one row of a tensor. Called for each row once, in the order of the file.
         *
         * @param values as long as the row
         */
        void fill(GgufTensor tensor, long row, float[] values);
    }

    public GgufWriter metadata(String key, GgufValue value) {
        if (metadata.put(key, value) != null) {
            throw new IllegalArgumentException(key + " is given twice");
        }
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param dimensions a row's length first
     */
    public GgufWriter tensor(String name, TensorType type, List<Long> dimensions) {
        if (!TensorEncoder.knows(type)) {
            throw new IllegalArgumentException(name + ": cannot write " + type);
        }
        GgufTensor tensor = new GgufTensor(name, type, dimensions, dataBytes);
        tensors.add(tensor);
        dataBytes = align(dataBytes + tensor.bytes());
        return this;
    }

    /** Bytes of all tensors with their padding, which is nearly those of the file. */
    public long dataBytes() {
        return dataBytes;
    }

    /**
     * Writes the file under a temporary name, then gives it its own.
     *
     * @param progress is told the bytes of tensors written so far, now and then
     * @throws InputException when it cannot be written; nothing is left behind then
     */
    public void write(Path target, Rows rows, LongConsumer progress) {
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                write(new Sink(channel, progress), rows);
            }
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new InputException(target + ": cannot be written (" + Reasons.of(e) + ")", e);
        } finally {
            deleteQuietly(part);
        }
    }

    private void write(Sink out, Rows rows) throws IOException {
        out.room(24).putInt(MAGIC).putInt(VERSION).putLong(tensors.size()).putLong(metadata.size());
        for (Map.Entry<String, GgufValue> entry : metadata.entrySet()) {
            out.text(entry.getKey());
            out.room(4).putInt(entry.getValue().type().id());
            out.value(entry.getValue());
        }
        for (GgufTensor tensor : tensors) {
            out.text(tensor.name());
            out.room(4).putInt(tensor.dimensions().size());
            for (long dimension : tensor.dimensions()) {
                out.room(8).putLong(dimension);
            }
            out.room(12).putInt(tensor.type().id()).putLong(tensor.offset());
        }
        out.pad();
        out.startOfData();
        for (GgufTensor tensor : tensors) {
            float[] row = new float[Math.toIntExact(tensor.rowLength())];
            int bytes = Math.toIntExact(tensor.bytes() / tensor.rows());
            for (long r = 0; r < tensor.rows(); r++) {
                rows.fill(tensor, r, row);
                TensorEncoder.encode(tensor.type(), row, out.room(bytes));
            }
            out.pad();
        }
        out.flush();
    }

    static long align(long offset) {
        return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static void deleteQuietly(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // What made writing fail has been told already; this would only hide it.
        }
    }

    /** A buffer before a file. */
    private static final class Sink {
        private final FileChannel channel;
        private final LongConsumer progress;
        private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        private long flushedBytes;
        private long dataStart = Long.MAX_VALUE;

        Sink(FileChannel channel, LongConsumer progress) {
            this.channel = channel;
            this.progress = progress;
        }

        /** The buffer, with space for that many bytes. */
        ByteBuffer room(int bytes) throws IOException {
            if (buffer.remaining() < bytes) {
                flush();
            }
            if (buffer.capacity() < bytes) {
                buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
            }
            return buffer;
        }

        void text(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            room(8 + bytes.length).putLong(bytes.length).put(bytes);
        }

        void value(GgufValue value) throws IOException {
            switch (value) {
                case GgufValue.Text t -> text(t.value());
                case GgufValue.Flag f -> room(1).put((byte) (f.value() ? 1 : 0));
                case GgufValue.Real r when r.type() == ValueType.FLOAT64 -> room(8).putDouble(r.value());
                case GgufValue.Real r -> room(4).putFloat((float) r.value());
                case GgufValue.Whole w -> whole(w);
                case GgufValue.Sequence s -> {
                    room(12).putInt(s.element().id()).putLong(s.items().size());
                    for (GgufValue item : s.items()) {
                        value(item);
                    }
                }
            }
        }

        private void whole(GgufValue.Whole w) throws IOException {
            ByteBuffer out = room(8);
            switch (w.type().leastBytes()) {
                case 1 -> out.put((byte) w.value());
                case 2 -> out.putShort((short) w.value());
                case 4 -> out.putInt((int) w.value());
                default -> out.putLong(w.value());
            }
        }

        void pad() throws IOException {
            long at = flushedBytes + buffer.position();
            int bytes = (int) (align(at) - at);
            room(bytes).put(new byte[bytes]);
        }

        void startOfData() {
            dataStart = flushedBytes + buffer.position();
        }

        void flush() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                flushedBytes += channel.write(buffer);
            }
            buffer.clear();
            if (flushedBytes > dataStart) {
                progress.accept(flushedBytes - dataStart);
            }
        }
    }
}
