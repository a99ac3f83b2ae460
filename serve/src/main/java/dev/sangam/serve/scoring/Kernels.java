package dev.sangam.serve.scoring;

import dev.sangam.serve.llama.ContextOptions;
import dev.sangam.serve.llama.DecodeStatus;
import dev.sangam.serve.llama.FlashAttention;
import dev.sangam.serve.llama.LlamaBatch;
import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.LlamaModel;
import dev.sangam.serve.llama.PrefixSharing;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * A model's context for scoring: tokens are added to slots, and computed when a batch is full or somebody wants it. Slot
 * {@link #PREFIX} keeps what the sequences of the moment have in common. Of the model's thread.
 */
final class Kernels implements AutoCloseable {
    /** Reads the logits that follow a token, one for each token of the vocabulary; the array is used again. */
    interface RowReader {
        void read(float[] logits);
    }

    /** The slot of the common prefix. */
    static final int PREFIX = 0;

    private static final int SLOTS = 64;
    // A recurrent model keeps a state for each.
    private static final int RECURRENT_SLOTS = 16;
    private static final long ROWS_BYTES = 64L << 20;

    // On a processor llama.cpp's fused attention is fast for 64 tokens or more, and several times slower for a few
    // less; where
    // those few are missing, they are made up. Measured: benchmarks/fidelity.sh.
    private static final int TILE = 64;
    private static final int NEARLY_TILE = 32;

    private final LlamaContext context;
    private final LlamaBatch batch;
    private final int outputs;
    private final int cells;
    private final boolean partial;
    private final boolean pads;
    private final int[] pending;
    private final @Nullable RowReader[] readers;
    private final float[] row;
    private int wanted;
    private int[] held = new int[0];
    private volatile boolean ended;

    private Kernels(LlamaContext context, int batchTokens, int outputs, int cells, boolean pads, int vocabularySize) {
        this.context = context;
        this.outputs = outputs;
        this.cells = cells;
        this.pads = pads;
        batch = new LlamaBatch(batchTokens);
        partial = context.prefixSharing() == PrefixSharing.PARTIAL;
        pending = new int[context.slots()];
        readers = new RowReader[batchTokens];
        row = new float[vocabularySize];
    }

    /** Opens a context that holds a sequence of so many tokens, and beside its prefix two batches of other sequences. */
    static Kernels open(LlamaModel model, int contextTokens, ScoringOptions options, KernelUse use) {
        int vocabularySize = model.vocabulary().size();
        int batchTokens = options.batchTokens();
        int slots = Math.min(model.isRecurrent() ? RECURRENT_SLOTS : SLOTS, batchTokens);
        long rows = ROWS_BYTES / ((long) vocabularySize * Float.BYTES);
        int outputs = (int) Math.clamp(rows, slots, batchTokens);
        int cells = contextTokens + 2 * batchTokens;
        boolean fused = options.gpuLayers() != 0 || use == KernelUse.MANY_TOKENS;
        ContextOptions shape = new ContextOptions(
                cells + TILE,
                batchTokens,
                Math.min(batchTokens, ContextOptions.MICRO_BATCH_TOKENS),
                slots,
                outputs,
                options.threads(),
                true,
                false,
                fused ? FlashAttention.AUTO : FlashAttention.OFF);
        boolean pads = fused && options.gpuLayers() == 0 && !model.isRecurrent();
        return new Kernels(LlamaContext.open(model, shape), batchTokens, outputs, cells, pads, vocabularySize);
    }

    /** How many slots there are; {@link #PREFIX} is one of them. */
    int slots() {
        return pending.length - 1;
    }

    int batchTokens() {
        return batch.capacity();
    }

    /** How many tokens of a batch can have logits. */
    int outputs() {
        return outputs;
    }

    /** How many tokens all slots hold together at most; shared ones count once. */
    int cells() {
        return cells;
    }

    /** Makes the prefix's slot hold just these tokens, and every other slot nothing. */
    void prefix(int[] tokens, int length) {
        for (int slot = PREFIX + 1; slot < slots(); slot++) {
            clear(slot);
        }
        int mismatch = Arrays.mismatch(held, 0, held.length, tokens, 0, length);
        int keep = mismatch < 0 ? length : kept(mismatch, length);
        if (keep <= context.lastPosition(PREFIX) && !(keep > 0 && context.truncate(PREFIX, keep))) {
            clear(PREFIX);
            keep = 0;
        }
        held = Arrays.copyOf(tokens, keep);
        for (int i = keep; i < length; i++) {
            add(PREFIX, tokens[i], null);
        }
        flush();
        held = Arrays.copyOf(tokens, length);
    }

    // Whole batches alone are kept: each token is computed in the same company then as if nothing had been there.
    private int kept(int common, int length) {
        return partial ? Math.min(common, length) / batchTokens() * batchTokens() : 0;
    }

    /** Empties all slots. */
    void clear() {
        prefix(new int[0], 0);
    }

    void clear(int slot) {
        if (context.lastPosition(slot) >= 0) {
            context.clear(slot);
        }
        if (slot == PREFIX) {
            held = new int[0];
        }
    }

    /** Gives an empty slot all that another holds, which may be nothing. */
    void share(int from, int to) {
        int length = context.lastPosition(from) + 1;
        if (length > 0) {
            context.share(from, to, length);
        }
    }

    /** Adds a token to a slot; its logits are read by the reader, if there is one, at the latest when a flush returns. */
    void add(int slot, int token, @Nullable RowReader reader) {
        if (batch.size() == batch.capacity() || (reader != null && wanted == outputs)) {
            flush();
        }
        int position = context.lastPosition(slot) + 1 + pending[slot]++;
        int index = batch.add(token, position, slot, reader != null);
        readers[index] = reader;
        wanted += reader == null ? 0 : 1;
    }

    /** Computes what was added. */
    void flush() {
        if (batch.size() == 0) {
            return;
        }
        int size = batch.size();
        boolean padded = pads && size >= NEARLY_TILE && size < TILE;
        for (int i = size; padded && i < TILE; i++) {
            batch.add(0, i - size, slots(), false);
        }
        try {
            DecodeStatus status = ended ? DecodeStatus.ABORTED : context.decode(batch);
            if (status == DecodeStatus.ABORTED) {
                throw new CancellationException("the model was closed");
            }
            if (status != DecodeStatus.OK) {
                throw new IllegalStateException("a batch of " + size + " tokens ended with " + status);
            }
        } finally {
            batch.clear();
            Arrays.fill(pending, 0);
            wanted = 0;
            if (padded) {
                context.clear(slots());
            }
        }
        for (int i = 0; i < size; i++) {
            RowReader reader = readers[i];
            if (reader != null) {
                context.logits(i, row);
                reader.read(row);
            }
        }
    }

    /** Makes the computation that runs, and all that follow, end with a {@link CancellationException}; for any thread. */
    void abort() {
        ended = true;
        context.requestAbort();
    }

    @Override
    public void close() {
        context.close();
    }
}
