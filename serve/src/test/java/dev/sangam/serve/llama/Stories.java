package dev.sangam.serve.llama;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A tiny model that tells stories, and greedy decoding by one sequence alone, which everything else must equal. */
final class Stories {
    private static @Nullable LlamaModel model;

    private Stories() {}

    /** Skips a test where the build was told to do without llama.cpp. */
    static void assumeNatives() {
        assumeThat(NativeFolder.class.getResource("/natives/" + NativeFolder.platform() + "/files.txt"))
                .as("libraries for this machine")
                .isNotNull();
    }

    static LlamaLibrary library() {
        assumeNatives();
        return LlamaLibrary.load(Optional.empty());
    }

    /** The model's file; a test that asks for it is skipped where it is not. */
    static Path file() {
        Path file = Path.of(System.getProperty("sangam.data", "no-data"), "models", "stories260K-f16.gguf");
        assumeThat(file).exists();
        return file;
    }

    /** The model, loaded once for all tests. */
    static synchronized LlamaModel model() {
        if (model == null) {
            model = LlamaModel.open(library(), file(), ModelOptions.DEFAULT);
        }
        return model;
    }

    /** One thread each: two are slower where the machine is busy. The KV cache is one for all. */
    static ContextOptions options(int contextTokens, int batchTokens, int slots) {
        return ContextOptions.of(contextTokens, batchTokens, slots, 1);
    }

    static ContextOptions splitKv(int contextTokens, int batchTokens, int slots) {
        return new ContextOptions(
                contextTokens, batchTokens, batchTokens, slots, slots, 1, false, false, FlashAttention.AUTO);
    }

    static ContextOptions embeddings(int contextTokens, int batchTokens, int slots) {
        return new ContextOptions(
                contextTokens, batchTokens, batchTokens, slots, slots, 1, true, true, FlashAttention.AUTO);
    }

    static int[] tokens(String text) {
        return model().vocabulary().tokenize(text, true, false);
    }

    static String text(int[] tokens) {
        var bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(model().vocabulary().piece(token, false));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static int argmax(MemorySegment logits) {
        int best = 0;
        long size = logits.byteSize() / Float.BYTES;
        for (int i = 1; i < size; i++) {
            if (logits.getAtIndex(ValueLayout.JAVA_FLOAT, i) > logits.getAtIndex(ValueLayout.JAVA_FLOAT, best)) {
                best = i;
            }
        }
        return best;
    }

    /** What follows a prompt, greedily, computed alone in a context of its own. */
    static int[] alone(int[] prompt, int count) {
        try (LlamaContext context = LlamaContext.open(model(), options(512, 512, 1))) {
            return go(context, 0, prompt, count);
        }
    }

    /** Feeds a slot some tokens, then decodes greedily a number of times. */
    static int[] go(LlamaContext context, int slot, int[] prompt, int count) {
        LlamaBatch batch = new LlamaBatch(512);
        int position = context.lastPosition(slot) + 1;
        int[] result = new int[count];
        for (int i = 0; i < prompt.length; i++) {
            batch.add(prompt[i], position++, slot, i == prompt.length - 1);
        }
        for (int i = 0; i < count; i++) {
            DecodeStatus status = context.decode(batch);
            if (status != DecodeStatus.OK) {
                throw new AssertionError(status);
            }
            result[i] = argmax(context.logits(batch.size() - 1));
            batch.clear();
            batch.add(result[i], position++, slot, true);
        }
        return result;
    }
}
