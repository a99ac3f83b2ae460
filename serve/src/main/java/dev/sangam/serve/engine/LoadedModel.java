package dev.sangam.serve.engine;

import dev.sangam.core.InputException;
import dev.sangam.core.kv.KvConfig;
import dev.sangam.core.kv.KvSwap;
import dev.sangam.serve.llama.ContextOptions;
import dev.sangam.serve.llama.FlashAttention;
import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.LlamaVocabulary;
import dev.sangam.serve.llama.ModelOptions;

/**
 * A model in memory with the context that its sequences share.
 *
 * @param model the weights and the vocabulary
 * @param context KV cache and compute buffers; of the kernels' thread
 * @param batchTokens most tokens of one decode call
 * @param separateCalls whether decodes and prefills of large batches are computed one after the other, as is faster on a CPU;
 *     with split KV buffers llama.cpp does so by itself
 * @param kv what the scheduler may use of the context
 * @param unifiedKv whether all sequences share one buffer
 * @param prompts turns prompts into tokens
 * @param info what clients may know
 */
record LoadedModel(
        LlamaModel model,
        LlamaContext context,
        int batchTokens,
        boolean separateCalls,
        KvConfig kv,
        boolean unifiedKv,
        PromptTokenizer prompts,
        ModelInfo info)
        implements AutoCloseable {

    /** Slots for finished sequences whose prefixes may be shared, beside those that run. */
    private static final int KEPT_SLOTS = 32;

    static LoadedModel open(EngineOptions options) {
        LlamaLibrary library = LlamaLibrary.load(options.libraries());
        LlamaModel model = LlamaModel.open(library, options.model(), new ModelOptions(options.gpuLayers(), false));
        try {
            return of(model, options);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private static LoadedModel of(LlamaModel model, EngineOptions options) {
        int sequences = options.scheduler().maxSequences();
        int blockTokens = options.blockTokens();
        int longest = contextTokens(model, options);
        int kvTokens = options.kvBlocks() > 0
                ? Math.multiplyExact(options.kvBlocks(), blockTokens)
                : Math.multiplyExact(options.unifiedKv() ? EngineOptions.DEFAULT_CONTEXTS : sequences, longest);
        boolean prefixCaching = options.prefixCaching() && options.unifiedKv();
        KvConfig kv = new KvConfig(kvTokens / blockTokens, blockTokens, options.watermark(), prefixCaching);
        int contextTokens = options.unifiedKv() ? longest : Math.min(longest, kvTokens / sequences);
        boolean embeds = model.embeds();
        int slots = embeds ? 1 : sequences + (prefixCaching ? KEPT_SLOTS : 0);
        if (slots > ContextOptions.MAX_SLOTS) {
            throw new InputException("scheduler.max_sequences is " + sequences + "; the kernels take at most "
                    + (ContextOptions.MAX_SLOTS - slots + sequences));
        }
        int batchTokens =
                Math.max(slots, embeds ? contextTokens : options.scheduler().maxBatchTokens());
        LlamaVocabulary vocabulary = model.vocabulary();
        PromptTokenizer prompts = PromptTokenizer.of(model, options.chatTemplate());
        int reserved = Math.max(1, (int) (kv.watermark() * kv.blocks()));
        ModelInfo info = new ModelInfo(
                options.modelId(),
                model.description(),
                Math.min(contextTokens, (kv.blocks() - reserved) * blockTokens),
                vocabulary.size(),
                embeds ? model.embeddingSize() : 0,
                prompts.chats(),
                model.parameters(),
                model.sizeBytes(),
                kv.blocks(),
                blockTokens,
                kv.prefixCaching());
        LlamaContext context = LlamaContext.open(
                model,
                new ContextOptions(
                        kvTokens,
                        batchTokens,
                        embeds ? batchTokens : Math.min(batchTokens, ContextOptions.MICRO_BATCH_TOKENS),
                        slots,
                        slots,
                        options.threads(),
                        options.unifiedKv(),
                        embeds,
                        FlashAttention.AUTO));
        // With a buffer for each sequence outputs have differed after a restore (ADR 14), so nothing is saved there.
        KvSwap swap = options.swap().isEmpty() || embeds || !options.unifiedKv()
                ? null
                : options.swap().get().or(() -> SwapBench.measure(context, batchTokens, kvTokens));
        return new LoadedModel(
                model,
                context,
                batchTokens,
                options.gpuLayers() == 0 && options.unifiedKv(),
                kv.withSwap(swap),
                options.unifiedKv(),
                prompts,
                info);
    }

    private static int contextTokens(LlamaModel model, EngineOptions options) {
        int trained = model.trainedContextTokens();
        int asked = options.contextTokens();
        if (asked > trained) {
            throw new InputException("context is " + asked + " tokens, but " + options.model() + " was trained for "
                    + trained + ". Maybe --context " + trained);
        }
        return asked > 0 ? asked : Math.min(trained, EngineOptions.MAX_DEFAULT_CONTEXT);
    }

    /** Whether the model gives embeddings, and no text. */
    boolean embeds() {
        return info.embeddingSize() > 0;
    }

    @Override
    public void close() {
        context.close();
        model.close();
    }
}
