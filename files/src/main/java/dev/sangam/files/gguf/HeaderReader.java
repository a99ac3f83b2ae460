package dev.sangam.files.gguf;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a header from its start. Nothing is allocated before the file has proved long enough for it. */
final class HeaderReader implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int OLDEST_VERSION = 2;
    private static final int MOST_ENTRIES = 1 << 16;
    private static final int MOST_ITEMS = 1 << 22;
    private static final int LONGEST_NAME_BYTES = 1 << 16;
    private static final int LONGEST_TEXT_BYTES = 1 << 24;
    private static final int MOST_DIMENSIONS = 4;
    private static final int LARGEST_ALIGNMENT = 1 << 16;
    private static final int LEAST_ENTRY_BYTES = 13;
    private static final int LEAST_TENSOR_BYTES = 32;

    private final Path path;
    private final FileChannel channel;
    private final long fileBytes;
    private final ByteBuffer buffer =
            ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private long loadedBytes;

    HeaderReader(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new InputException(path + ": is a folder; it must be a GGUF file");
        }
        this.path = path;
        channel = FileChannel.open(path, StandardOpenOption.READ);
        fileBytes = channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    GgufFile read() throws IOException {
        if (fileBytes < 4 || need(4).getInt() != GgufWriter.MAGIC) {
            throw error("is no GGUF file: it does not start with GGUF");
        }
        int version = need(4).getInt();
        if (version < OLDEST_VERSION || version > GgufWriter.VERSION) {
            throw error("has GGUF version " + Integer.toUnsignedString(version) + "; it must be 2 or 3"
                    + (Integer.reverseBytes(version) == GgufWriter.VERSION ? ". It was written big-endian" : ""));
        }
        int tensorCount = count("tensors", MOST_ENTRIES, LEAST_TENSOR_BYTES);
        int entries = count("metadata entries", MOST_ENTRIES, LEAST_ENTRY_BYTES);
        Map<String, GgufValue> metadata = new LinkedHashMap<>();
        for (int i = 0; i < entries; i++) {
            String key = text("the key of metadata entry " + i, LONGEST_NAME_BYTES);
            if (metadata.put(key, value(key, type(key))) != null) {
                throw error("has " + key + " twice");
            }
        }
        List<GgufTensor> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tensorCount; i++) {
            GgufTensor tensor = tensor(i);
            tensors.add(tensor);
            if (!names.add(tensor.name())) {
                throw error("has the tensor " + tensor.name() + " twice");
            }
        }
        long alignment = alignment(metadata);
        long dataStart = (position() + alignment - 1) / alignment * alignment;
        tensors.forEach(t -> check(t, alignment, dataStart));
        return new GgufFile(path, fileBytes, dataStart, metadata, tensors);
    }

    private long alignment(Map<String, GgufValue> metadata) {
        GgufValue given = metadata.get("general.alignment");
        if (given == null) {
            return GgufWriter.ALIGNMENT;
        }
        if (given instanceof GgufValue.Whole w
                && w.value() >= 1
                && w.value() <= LARGEST_ALIGNMENT
                && Long.bitCount(w.value()) == 1) {
            return w.value();
        }
        throw error("general.alignment must be a power of two up to " + LARGEST_ALIGNMENT);
    }

    private void check(GgufTensor tensor, long alignment, long dataStart) {
        if (tensor.offset() < 0 || tensor.offset() % alignment != 0) {
            throw error("the tensor " + tensor.name() + " lies at " + Long.toUnsignedString(tensor.offset())
                    + ", which is no multiple of " + alignment);
        }
        if (tensor.bytes() > fileBytes - dataStart || tensor.offset() > fileBytes - dataStart - tensor.bytes()) {
            throw error("is cut off: the tensor " + tensor.name() + " does not lie within its " + fileBytes
                    + " bytes. Maybe a download was not finished");
        }
    }

    private GgufTensor tensor(int index) throws IOException {
        String name = text("the name of tensor " + index, LONGEST_NAME_BYTES);
        int axes = need(4).getInt();
        if (axes < 1 || axes > MOST_DIMENSIONS) {
            throw error("the tensor " + name + " has " + Integer.toUnsignedString(axes) + " dimensions; there are 1 to "
                    + MOST_DIMENSIONS);
        }
        List<Long> dimensions = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            dimensions.add(need(8).getLong());
        }
        int id = need(4).getInt();
        TensorType type = TensorType.of(id);
        if (type == null) {
            throw error("the tensor " + name + " has the unknown type " + Integer.toUnsignedString(id));
        }
        long offset = need(8).getLong();
        try {
            GgufTensor tensor = new GgufTensor(name, type, dimensions, offset);
            tensor.bytes();
            return tensor;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw error("the tensor " + name + " has impossible dimensions " + dimensions);
        }
    }

    private ValueType type(String key) throws IOException {
        int id = need(4).getInt();
        ValueType type = ValueType.of(id);
        if (type == null) {
            throw error(key + " has the unknown type " + Integer.toUnsignedString(id));
        }
        return type;
    }

    private GgufValue value(String key, ValueType type) throws IOException {
        return switch (type) {
            case UINT8 -> new GgufValue.Whole(type, need(1).get() & 0xFF);
            case INT8 -> new GgufValue.Whole(type, need(1).get());
            case UINT16 -> new GgufValue.Whole(type, need(2).getShort() & 0xFFFF);
            case INT16 -> new GgufValue.Whole(type, need(2).getShort());
            case UINT32 -> new GgufValue.Whole(type, Integer.toUnsignedLong(need(4).getInt()));
            case INT32 -> new GgufValue.Whole(type, need(4).getInt());
            case UINT64, INT64 -> new GgufValue.Whole(type, need(8).getLong());
            case FLOAT32 -> new GgufValue.Real(type, need(4).getFloat());
            case FLOAT64 -> new GgufValue.Real(type, need(8).getDouble());
            case BOOL -> new GgufValue.Flag(need(1).get() != 0);
            case STRING -> new GgufValue.Text(text(key, LONGEST_TEXT_BYTES));
            case ARRAY -> sequence(key);
        };
    }

    private GgufValue sequence(String key) throws IOException {
        ValueType element = type(key);
        if (element == ValueType.ARRAY) {
            throw error(key + " is an array of arrays, which is not supported");
        }
        int count = count("items in " + key, MOST_ITEMS, element.leastBytes());
        List<GgufValue> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(value(key, element));
        }
        return new GgufValue.Sequence(element, items);
    }

    /** A count of things, each of which takes at least that many bytes. */
    private int count(String things, int most, int leastBytes) throws IOException {
        long count = need(8).getLong();
        if (count < 0 || count > most) {
            throw error("says that it has " + Long.toUnsignedString(count) + " " + things + "; at most " + most
                    + " are accepted");
        }
        if (count * leastBytes > fileBytes - position()) {
            throw cutOff();
        }
        return (int) count;
    }

    private String text(String what, int longestBytes) throws IOException {
        long bytes = need(8).getLong();
        if (bytes < 0 || bytes > longestBytes) {
            throw error(what + " says that it is " + Long.toUnsignedString(bytes) + " bytes long; at most "
                    + longestBytes + " are accepted");
        }
        if (bytes > fileBytes - position()) {
            throw cutOff();
        }
        byte[] read = new byte[(int) bytes];
        for (int done = 0; done < read.length; ) {
            int some = Math.min(read.length - done, BUFFER_BYTES);
            need(some).get(read, done, some);
            done += some;
        }
        return new String(read, StandardCharsets.UTF_8);
    }

    private long position() {
        return loadedBytes - buffer.remaining();
    }

    /** The buffer, holding at least that many bytes. */
    private ByteBuffer need(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            buffer.compact();
            while (buffer.position() < bytes) {
                int some = channel.read(buffer);
                if (some < 0) {
                    throw cutOff();
                }
                loadedBytes += some;
            }
            buffer.flip();
        }
        return buffer;
    }

    private InputException cutOff() {
        return error("is cut off: its header does not end within its " + fileBytes
                + " bytes. Maybe a download was not finished");
    }

    private InputException error(String what) {
        return new InputException(path + ": " + what);
    }
}
