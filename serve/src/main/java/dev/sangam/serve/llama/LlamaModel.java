package dev.sangam.serve.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A model's weights and vocabulary, loaded from a GGUF file. Safe for use by several threads until it is closed. */
public final class LlamaModel implements AutoCloseable {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);

    private final LlamaLibrary library;
    private final MemorySegment handle;
    private final LlamaVocabulary vocabulary;
    private final boolean vocabularyOnly;
    private int users;
    private boolean closed;

    private LlamaModel(LlamaLibrary library, MemorySegment handle, boolean vocabularyOnly) {
        this.library = library;
        this.handle = handle;
        this.vocabularyOnly = vocabularyOnly;
        this.vocabulary = new LlamaVocabulary(library.vocabularies, library.models.vocabulary(handle));
    }

    /**
     * Loads a model. The weights are mapped, not read, where the system can do so.
     *
     * @throws InputException naming the file and the reason, when it cannot be read, is no GGUF file, is damaged, or is
     *     of a kind that llama.cpp does not know
     */
    public static LlamaModel open(LlamaLibrary library, Path gguf, ModelOptions options) {
        checkMagic(gguf);
        NativeLog.clear();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = library.defaults("llama_model_default_params", arena);
            parameters.set(JAVA_INT, Abi.MODEL_GPU_LAYERS, options.gpuLayers());
            parameters.set(JAVA_BYTE, Abi.MODEL_VOCABULARY_ONLY, (byte) (options.vocabularyOnly() ? 1 : 0));
            MemorySegment handle = library.models.load(
                    arena.allocateFrom(gguf.toAbsolutePath().toString()),
                    parameters.asSlice(0, Abi.MODEL_PARAMS_BYTES));
            if (handle.address() == 0) {
                throw new InputException(gguf + " cannot be loaded: " + NativeLog.last());
            }
            return checked(new LlamaModel(library, handle, options.vocabularyOnly()), gguf);
        }
    }

    /** The model's tokens. It must not be used after the model is closed. */
    public LlamaVocabulary vocabulary() {
        return vocabulary;
    }

    /** How many tokens of context the model was trained with. */
    public int trainedContextTokens() {
        return library.models.trainedContext(open());
    }

    /** How many numbers an embedding has. */
    public int embeddingSize() {
        return library.models.embeddingSize(open());
    }

    /** How many layers the model has. */
    public int layers() {
        return library.models.layers(open());
    }

    /** How many weights the model has. */
    public long parameters() {
        return library.models.parameters(open());
    }

    /** How many bytes the weights take. */
    public long sizeBytes() {
        return library.models.sizeBytes(open());
    }

    /**
     * Architecture, size and number format in a few words, such as {@code llama 1B Q4_0}. The library writes {@code ?B} for
     * sizes that no published model has; the number of weights takes its place.
     */
    public String description() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(256);
            int length = library.models.describe(open(), buffer, buffer.byteSize());
            return length < 0 ? "" : buffer.getString(0).replace("?B", size(parameters()));
        }
    }

    /** Three digits and a unit: {@code 3.35M}. */
    static String size(long parameters) {
        boolean billions = parameters >= 1_000_000_000;
        return new BigDecimal(parameters)
                        .movePointLeft(billions ? 9 : 6)
                        .round(new MathContext(3))
                        .toPlainString()
                + (billions ? "B" : "M");
    }

    /** A value of the file's metadata as text, such as that of {@code general.name}; arrays are not available. */
    public Optional<String> metadata(String key) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(key);
            int length = library.models.metadata(open(), name, MemorySegment.NULL, 0);
            if (length < 0) {
                return Optional.empty();
            }
            MemorySegment buffer = arena.allocate(length + 1L);
            library.models.metadata(open(), name, buffer, buffer.byteSize());
            return Optional.of(buffer.getString(0));
        }
    }

    /** Whether the model was made to give embeddings, and no text: then its file says how those of the tokens are pooled. */
    public boolean embeds() {
        return pooling().filter(type -> !type.equals("0")).isPresent();
    }

    /** The model's own chat template, in Jinja. */
    public Optional<String> chatTemplate() {
        MemorySegment text = library.models.chatTemplate(open(), MemorySegment.NULL);
        return text.address() == 0 ? Optional.empty() : Optional.of(Symbols.text(text));
    }

    /**
     * Frees the weights.
     *
     * @throws IllegalStateException while a context of this model is open
     */
    @Override
    public synchronized void close() {
        if (users > 0) {
            throw new IllegalStateException(users + " contexts of this model are open; close them first");
        }
        if (!closed) {
            closed = true;
            library.models.free(handle);
        }
    }

    LlamaLibrary library() {
        return library;
    }

    boolean vocabularyOnly() {
        return vocabularyOnly;
    }

    /** How many numbers the embedding of a sequence has: for a model that ranks, one a class. */
    int pooledSize(PoolingType pooling) {
        return pooling == PoolingType.RANK ? library.models.classes(open()) : library.models.embeddingSize(open());
    }

    /** Whether a sequence's state is more than a list of cells: then a part of it can be neither copied nor removed. */
    public boolean isRecurrent() {
        return library.models.isRecurrent(open()) || library.models.isHybrid(open());
    }

    boolean isEncoderDecoder() {
        return library.models.hasEncoder(open()) && library.models.hasDecoder(open());
    }

    /** Whether the file says how the embeddings of a sequence become one. */
    boolean statesPooling() {
        return pooling().isPresent();
    }

    private Optional<String> pooling() {
        return metadata("general.architecture").flatMap(architecture -> metadata(architecture + ".pooling_type"));
    }

    /** Keeps the model from being closed; every call needs one of {@link #release()}. */
    synchronized MemorySegment retain() {
        MemorySegment model = open();
        users++;
        return model;
    }

    synchronized void release() {
        users--;
    }

    private synchronized MemorySegment open() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
        return handle;
    }

    private static LlamaModel checked(LlamaModel model, Path gguf) {
        if (model.vocabulary.isMissing()) {
            model.close();
            throw new InputException(gguf + " has no vocabulary; a model must bring its tokens along");
        }
        return model;
    }

    private static void checkMagic(Path gguf) {
        if (!Files.exists(gguf)) {
            throw new InputException(gguf + " does not exist");
        }
        if (Files.isDirectory(gguf)) {
            throw new InputException(gguf + " is a folder; a model is a GGUF file");
        }
        try (InputStream in = Files.newInputStream(gguf)) {
            if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
                throw new InputException(gguf + " is not a GGUF file: it does not start with GGUF");
            }
        } catch (IOException e) {
            throw new InputException(gguf + " cannot be read: " + e.getMessage(), e);
        }
    }
}
