package dev.sangam.serve.scoring;

import dev.sangam.core.InputException;
import dev.sangam.files.gguf.GgufFile;
import dev.sangam.serve.engine.PromptTokenizer;
import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.LlamaVocabulary;
import dev.sangam.serve.llama.ModelOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model in memory that scores. A platform thread of its own computes; any thread may ask, one after the other.
 */
public final class ScoringModel implements AutoCloseable {
    private final Path file;
    private final GgufFile header;
    private final LlamaModel model;
    private final int contextTokens;
    private final ScoringOptions options;
    private final int mostRows;
    private final TextTokens texts;
    private final ExecutorService thread;
    private @Nullable PromptTokenizer prompts;
    private final Object lock = new Object();
    private final AtomicBoolean inUse = new AtomicBoolean();
    private KernelUse kernelUse = KernelUse.MANY_TOKENS;
    private Kernels kernels;
    private boolean closed;

    private ScoringModel(GgufFile header, LlamaModel model, int contextTokens, ScoringOptions options) {
        this.file = header.path();
        this.header = header;
        this.model = model;
        this.contextTokens = contextTokens;
        this.options = options;
        kernels = Kernels.open(model, contextTokens, options, KernelUse.MANY_TOKENS);
        mostRows = kernels.outputs();
        texts = new TextTokens(model);
        thread = Executors.newSingleThreadExecutor(Thread.ofPlatform()
                .name("scoring " + file.getFileName())
                .daemon()
                .factory());
    }

    /**
     * Loads a model.
     *
     * @throws InputException naming the file and the reason, when it is no whole GGUF file of a model that predicts tokens, or
     *     was trained for a shorter context
     */
    public static ScoringModel open(Path gguf, ScoringOptions options) {
        GgufFile header = GgufFile.read(gguf);
        LlamaLibrary library = LlamaLibrary.load(options.libraries());
        LlamaModel model = LlamaModel.open(library, gguf, new ModelOptions(options.gpuLayers(), false));
        try {
            if (model.embeds()) {
                throw new InputException(gguf + " gives embeddings; only a model that predicts tokens can be scored");
            }
            return new ScoringModel(header, model, contextTokens(model, gguf, options), options);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static int contextTokens(LlamaModel model, Path gguf, ScoringOptions options) {
        int trained = model.trainedContextTokens();
        if (options.contextTokens() > trained) {
            throw new InputException("context is " + options.contextTokens() + " tokens, but " + gguf
                    + " was trained for " + trained + ". Maybe --context " + trained);
        }
        return options.contextTokens() > 0
                ? options.contextTokens()
                : Math.min(trained, ScoringOptions.MAX_DEFAULT_CONTEXT);
    }

    /** Where it was loaded from. */
    public Path file() {
        return file;
    }

    /** What the file calls the model, or else the file's name. */
    public String name() {
        return header.text("general.name").orElseGet(() -> String.valueOf(file.getFileName()));
    }

    /** Architecture, size and number format in a few words. */
    public String description() {
        return model.description();
    }

    /** How many weights the model has. */
    public long parameters() {
        return model.parameters();
    }

    /** How many bytes the weights take. */
    public long weightBytes() {
        return model.sizeBytes();
    }

    /** How many bytes the file has. */
    public long fileBytes() {
        return header.bytes();
    }

    /** Bits that a weight takes on average. */
    public double bitsPerWeight() {
        return 8.0 * weightBytes() / parameters();
    }

    /** How many tokens the vocabulary has. */
    public int vocabularySize() {
        return model.vocabulary().size();
    }

    /** The longest sequence. */
    public int contextTokens() {
        return contextTokens;
    }

    /** Most tokens of one call of the kernels. */
    public int batchTokens() {
        return options.batchTokens();
    }

    /** Threads of the kernels. */
    public int threads() {
        return options.threads();
    }

    /** Whether the model has a chat template. */
    public boolean chats() {
        return model.chatTemplate().isPresent();
    }

    /** The text of a token; a control token gives its name. */
    public String text(int token) {
        return new String(model.vocabulary().piece(token, true), StandardCharsets.UTF_8);
    }

    /** The first difference between the vocabularies as a sentence; empty when texts make the same tokens in both. */
    public Optional<String> differenceFrom(ScoringModel other) {
        return VocabularyDifference.of(model, other.model)
                .map(difference -> "the vocabularies of " + file + " and " + other.file + " differ: " + difference);
    }

    /** Measures for about a second. */
    public ModelSpeed speed() {
        return call(KernelUse.MANY_TOKENS, k -> SpeedMeter.measure(k, vocabularySize(), contextTokens));
    }

    LlamaVocabulary vocabulary() {
        return model.vocabulary();
    }

    /** The token that begins a text of which nothing is known: the model's beginning, or else its end, or -1. */
    int beginning() {
        LlamaVocabulary vocabulary = model.vocabulary();
        return vocabulary.bos() >= 0 ? vocabulary.bos() : vocabulary.eos();
    }

    /** How many rows of logits can be had at once. */
    int mostRows() {
        return mostRows;
    }

    /** Makes texts tokens; of the model's thread. */
    TextTokens texts() {
        return texts;
    }

    /** Makes prompts tokens; of the model's thread. */
    PromptTokenizer prompts() {
        PromptTokenizer made = prompts;
        if (made == null) {
            made = PromptTokenizer.of(model, Optional.empty());
            prompts = made;
        }
        return made;
    }

    /** Nobody else works with the kernels until this is closed. */
    interface Use extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes the kernels, whose slots are one user's at a time. */
    Use use() {
        if (!inUse.compareAndSet(false, true)) {
            throw new IllegalStateException(file + " is in use; a model scores one thing at a time");
        }
        return () -> inUse.set(false);
    }

    /** Works with the kernels on the model's thread, and waits for the result. */
    <T> T call(KernelUse kind, Function<Kernels, T> work) {
        try (Use use = use()) {
            return result(submit(kind, work));
        }
    }

    /** Lets the model's thread work with the kernels. */
    <T> CompletableFuture<T> submit(KernelUse kind, Function<Kernels, T> work) {
        return CompletableFuture.supplyAsync(() -> work.apply(kernels(kind)), thread);
    }

    // One context at a time: each takes the memory of a cache.
    private Kernels kernels(KernelUse kind) {
        synchronized (lock) {
            if (closed) {
                throw new CancellationException(file + " was closed");
            }
            if (kind != kernelUse && options.gpuLayers() == 0) {
                kernels.close();
                kernels = Kernels.open(model, contextTokens, options, kind);
                kernelUse = kind;
            }
            return kernels;
        }
    }

    /** Waits for a result; a failure is thrown as what it was. */
    static <T> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    /** Stops what is being computed and frees everything; doing so again does nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            kernels.abort();
        }
        thread.close();
        kernels.close();
        model.close();
    }
}
