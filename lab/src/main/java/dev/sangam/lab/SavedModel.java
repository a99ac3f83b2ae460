package dev.sangam.lab;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.sangam.core.InputException;
import dev.sangam.files.gguf.GgufFile;
import dev.sangam.files.gguf.GgufTensor;
import dev.sangam.files.gguf.GgufValue;
import dev.sangam.files.gguf.GgufWriter;
import dev.sangam.files.gguf.LlamaFile;
import dev.sangam.files.gguf.LlamaShape;
import dev.sangam.files.gguf.TensorType;
import dev.sangam.files.gguf.Vocabulary;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** A model in a file: written by the lab, and read by it again. */
final class SavedModel {
    private final GgufFile file;
    private final LlamaShape shape;
    private final Vocabulary vocabulary;

    private SavedModel(GgufFile file) {
        this.file = file;
        this.vocabulary = new Vocabulary(texts("tokenizer.ggml.tokens"), texts("tokenizer.ggml.merges"));
        this.shape = new LlamaShape(
                number("block_count"),
                number("embedding_length"),
                number("attention.head_count"),
                number("attention.head_count_kv"),
                number("feed_forward_length"),
                vocabulary.tokens().size(),
                number("context_length"),
                TrainCommand.ROPE_BASE);
    }

    /**
     * Reads all but the weights.
     *
     * @throws InputException when the file is none of the lab's
     */
    static SavedModel open(Path path) {
        return new SavedModel(GgufFile.read(path));
    }

    /** Writes a model as llama.cpp reads it, matrices in F16. */
    static void write(Path target, Llama model, Vocabulary vocabulary) {
        LlamaFile.writer("Sangam Demo", model.shape(), vocabulary, TensorType.F16)
                .metadata("general.description", GgufValue.of("Shows that Sangam works; it knows nothing"))
                .metadata("general.license", GgufValue.of("cc0-1.0"))
                .write(target, new Rows(model), bytes -> {});
    }

    LlamaShape shape() {
        return shape;
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    /**
     * The model.
     *
     * @param length of the longest sequence it will be given, in tokens
     * @throws IOException when the file cannot be read
     */
    Llama load(NDManager manager, int length) throws IOException {
        Llama model = new Llama(manager, shape, length, 0);
        try (FileChannel channel = FileChannel.open(file.path())) {
            for (GgufTensor tensor : file.tensors()) {
                NDArray weight = model.weight(tensor.name());
                weight.set(numbers(channel, tensor));
            }
        }
        return model;
    }

    private float[] numbers(FileChannel channel, GgufTensor tensor) throws IOException {
        boolean half = tensor.type() == TensorType.F16;
        if (!half && tensor.type() != TensorType.F32) {
            throw foreign(tensor.name());
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, file.dataStart() + tensor.offset() + bytes.position()) < 0) {
                throw new EOFException(file.path() + " ends within " + tensor.name());
            }
        }
        bytes.flip();
        float[] numbers = new float[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = half ? Float.float16ToFloat(bytes.getShort()) : bytes.getFloat();
        }
        return numbers;
    }

    private int number(String key) {
        return Math.toIntExact(file.ofArchitecture(key).orElseThrow(() -> foreign(key)));
    }

    private List<String> texts(String key) {
        if (!(file.metadata().get(key) instanceof GgufValue.Sequence s)) {
            throw foreign(key);
        }
        return s.items().stream()
                .map(item -> item instanceof GgufValue.Text text ? text.value() : "")
                .toList();
    }

    private InputException foreign(String what) {
        return new InputException(file.path() + ": its " + what + " is not as the lab writes it");
    }

    /** The rows of a model's weights. */
    private static final class Rows implements GgufWriter.Rows {
        private final Llama model;
        private String name = "";
        private float[] all = {};

        Rows(Llama model) {
            this.model = model;
        }

        @Override
        public void fill(GgufTensor tensor, long row, float[] values) {
            if (!name.equals(tensor.name())) {
                name = tensor.name();
                all = model.weight(name).toFloatArray();
            }
            System.arraycopy(all, (int) row * values.length, values, 0, values.length);
        }
    }
}
