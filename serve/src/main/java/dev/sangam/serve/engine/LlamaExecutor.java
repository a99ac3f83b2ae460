package dev.sangam.serve.engine;

import dev.sangam.core.InputException;
import dev.sangam.core.calibration.KernelCall;
import dev.sangam.core.replica.BatchExecutor;
import dev.sangam.core.scheduler.Step;
import dev.sangam.core.scheduler.StepResult;
import dev.sangam.core.time.EventLoop;
import dev.sangam.serve.llama.DecodeStatus;
import dev.sangam.serve.llama.LlamaBatch;
import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.SavedSequence;
import dev.sangam.serve.sampling.SamplingBuffers;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps on llama.cpp's kernels: one {@code llama_decode} per step, prefills and decodes mixed, or two where
 * {@link KernelCall#splits} says that this is faster; then a token chosen for each sequence that emits one. The kernels have
 * a thread of their own, which alone touches the context; everything else here is called on the event loop.
 */
final class LlamaExecutor implements BatchExecutor {
    private final EventLoop loop;
    private final EventLoop kernels;
    private final LlamaContext context;
    private final LlamaBatch batch;
    private final boolean separate;
    private final KvSlots slots;
    private final boolean sorted;
    private final float[] logits;
    private final SamplingBuffers buffers;
    private final Map<Long, Generation> generations = new HashMap<>();

    /**
     * @param loop the engine's event loop
     * @param kernels the loop of the thread that owns the context
     */
    LlamaExecutor(EventLoop loop, EventLoop kernels, LoadedModel loaded) {
        this.loop = loop;
        this.kernels = kernels;
        this.context = loaded.context();
        this.batch = new LlamaBatch(loaded.batchTokens());
        this.separate = loaded.separateCalls();
        this.slots = new KvSlots(context, loaded.kv().prefixCaching(), !loaded.unifiedKv());
        this.sorted = !loaded.unifiedKv();
        int vocabulary = loaded.model().vocabulary().size();
        this.logits = new float[vocabulary];
        this.buffers = new SamplingBuffers(vocabulary);
    }

    /** For the samplers, which all run on the kernels' thread. */
    SamplingBuffers buffers() {
        return buffers;
    }

    /** Makes a request known before it is submitted to the replica. */
    void add(Generation generation) {
        generations.put(generation.request().id(), generation);
    }

    /** A request being served. */
    @Nullable
    Generation generation(long id) {
        return generations.get(id);
    }

    /** Requests being served. */
    int size() {
        return generations.size();
    }

    /** The client went away: no further word to it. */
    void cancel(Generation generation) {
        close(generation);
        kernels.at(kernels.now(), () -> {
            generation.end();
            release(generation);
            forgetSaved(generation);
        });
    }

    /** The scheduler is about to take its KV blocks, and counts on their content when it gives it others. */
    void save(long id) {
        Generation generation = generations.get(id);
        if (generation != null) {
            kernels.at(kernels.now(), () -> save(generation));
        }
    }

    private void save(Generation generation) {
        KvSlots.Slot slot = generation.slot;
        if (slot != null && !generation.ended()) {
            try {
                generation.saved = context.save(slot.id());
            } catch (IllegalStateException | OutOfMemoryError e) {
                generation.saved = null; // what cannot be saved is computed again
            }
        }
    }

    private static void forgetSaved(Generation generation) {
        SavedSequence saved = generation.saved;
        if (saved != null) {
            generation.saved = null;
            saved.close();
        }
    }

    /** The scheduler took its KV blocks; it will start again. */
    void preempt(long id) {
        Generation generation = generations.get(id);
        if (generation != null) {
            kernels.at(kernels.now(), () -> release(generation));
        }
    }

    /** Tells every client that the engine cannot go on. */
    void failAll(EngineException problem) {
        for (Generation generation : generations.values().toArray(Generation[]::new)) {
            cancel(generation);
            generation.listener.failed(problem);
        }
    }

    /** Embeddings of prompts, one after the other: a model that gives them generates nothing. */
    CompletionStage<List<float[]>> embed(List<int[]> prompts) {
        CompletableFuture<List<float[]>> result = new CompletableFuture<>();
        kernels.at(kernels.now(), () -> {
            try {
                result.complete(prompts.stream().map(this::embedding).toList());
            } catch (EngineException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private float[] embedding(int[] prompt) {
        if (prompt.length == 0 || prompt.length > batch.capacity()) {
            throw new EngineException(
                    EngineException.Kind.INVALID,
                    "context_length_exceeded",
                    "an input has " + prompt.length + " tokens; it must have 1 to " + batch.capacity());
        }
        batch.clear();
        for (int i = 0; i < prompt.length; i++) {
            batch.add(prompt[i], i, 0, true);
        }
        decode();
        float[] embedding = context.embedding(0);
        context.clear(0);
        double norm = 0;
        for (float x : embedding) {
            norm += (double) x * x;
        }
        for (int i = 0; i < embedding.length && norm > 0; i++) {
            embedding[i] /= (float) Math.sqrt(norm);
        }
        return embedding;
    }

    private void close(Generation generation) {
        generation.closed = true;
        generations.remove(generation.request().id());
    }

    private void release(Generation generation) {
        KvSlots.Slot slot = generation.slot;
        if (slot != null) {
            generation.slot = null;
            slots.release(slot);
        }
    }

    @Override
    public void start(Step step, Completion done) {
        Work work = new Work(step);
        kernels.at(kernels.now(), () -> {
            work.run();
            loop.at(loop.now(), () -> {
                work.tell();
                done.completed(step, StepResult.finished(work.finished));
            });
        });
    }

    /** What one step asks for, copied from it on the loop, since the scheduler goes on changing its sequences. */
    private final class Work {
        private final @Nullable Generation[] batchOf;
        private final int[] counts;
        private final int[] contexts;
        private final boolean[] prefills;
        private final boolean split;
        private final int[] outputAt;
        private final Generation.@Nullable Output[] outputs;
        private final BitSet finished = new BitSet();

        Work(Step step) {
            int size = step.size();
            batchOf = new Generation[size];
            counts = new int[size];
            contexts = new int[size];
            prefills = new boolean[size];
            split = separate && KernelCall.splits(step.shape());
            outputAt = new int[size];
            outputs = new Generation.Output[size];
            for (int i = 0; i < size; i++) {
                Generation generation =
                        generations.get(step.sequence(i).request().id());
                batchOf[i] = generation;
                counts[i] = step.tokens(i);
                contexts[i] = step.context(i);
                prefills[i] = step.prefills(i);
                outputAt[i] = step.emits(i) ? 0 : -1;
                if (generation != null && generation.cachedTokens < 0) {
                    generation.cachedTokens = step.context(i);
                }
            }
        }

        /** On the kernels' thread. */
        void run() {
            for (int i = 0; i < batchOf.length; i++) {
                Generation generation = batchOf[i];
                if (generation == null || generation.ended()) {
                    batchOf[i] = null; // it ended since the step was formed
                } else if (generation.slot == null) {
                    generation.slot = open(generation, contexts[i]);
                }
            }
            if (split) {
                call(false, true);
                call(true, false);
            } else {
                call(true, true);
            }
        }

        /** Computes what is asked of the step's decodes, its prefills or both, and chooses their tokens. */
        private void call(boolean withPrefills, boolean withDecodes) {
            batch.clear();
            for (int i : order()) {
                Generation generation = batchOf[i];
                if (generation != null && (prefills[i] ? withPrefills : withDecodes)) {
                    outputAt[i] = add(generation, contexts[i], contexts[i] + counts[i], outputAt[i] >= 0);
                }
            }
            decode();
            for (int i = 0; i < batchOf.length; i++) {
                Generation generation = batchOf[i];
                if (generation != null && (prefills[i] ? withPrefills : withDecodes)) {
                    Objects.requireNonNull(generation.slot).extend(counts[i]);
                }
            }
            for (int i = 0; i < batchOf.length; i++) {
                Generation generation = batchOf[i];
                if (generation != null && outputAt[i] >= 0 && (prefills[i] ? withPrefills : withDecodes)) {
                    outputs[i] = next(generation, outputAt[i]);
                    if (generation.ended()) {
                        finished.set(i);
                        release(generation);
                    }
                }
            }
        }

        /** The batch in the order of the slots where the kernels want it so. */
        private int[] order() {
            IntStream all = IntStream.range(0, batchOf.length);
            return sorted
                    ? all.boxed()
                            .sorted(Comparator.comparingInt(this::slotOf))
                            .mapToInt(Integer::intValue)
                            .toArray()
                    : all.toArray();
        }

        private int slotOf(int i) {
            Generation generation = batchOf[i];
            return generation == null || generation.slot == null ? -1 : generation.slot.id();
        }

        private Generation.Output next(Generation generation, int index) {
            context.logits(index, logits);
            try {
                return generation.next(logits);
            } catch (InputException e) { // a grammar that cannot be followed is its client's
                generation.end();
                return new Generation.Output(
                        null,
                        null,
                        new EngineException(
                                EngineException.Kind.INVALID, "invalid_grammar", String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                generation.end();
                return new Generation.Output(
                        null,
                        null,
                        new EngineException(
                                EngineException.Kind.INTERNAL, "sampling_failed", "no token could be chosen: " + e));
            }
        }

        /** Tells the clients; on the loop. */
        void tell() {
            for (int i = 0; i < batchOf.length; i++) {
                Generation generation = batchOf[i];
                Generation.Output output = outputs[i];
                if (generation != null && output != null && !generation.closed) {
                    if (output.end() != null || output.failure() != null) {
                        close(generation);
                    }
                    generation.tell(output);
                }
            }
        }
    }

    /** A slot with the first {@code wanted} tokens of a sequence, which the scheduler believes to be in the cache. */
    private KvSlots.Slot open(Generation generation, int wanted) {
        KvSlots.Slot slot = slots.open(generation.tokens, wanted);
        generation.slot = slot;
        SavedSequence saved = generation.saved;
        if (saved != null) {
            if (slot.filled() < wanted && saved.tokens() == wanted) {
                slots.restore(slot, saved);
            }
            forgetSaved(generation);
        }
        while (slot.filled() < wanted) {
            int from = slot.filled();
            int to = Math.min(wanted, from + batch.capacity());
            batch.clear();
            add(generation, from, to, false);
            decode();
            slot.extend(to - from);
        }
        return slot;
    }

    /** Adds tokens of a sequence to the batch; returns where the last one's logits will be, -1 without {@code output}. */
    private int add(Generation generation, int from, int to, boolean output) {
        KvSlots.Slot slot = Objects.requireNonNull(generation.slot);
        int index = -1;
        for (int position = from; position < to; position++) {
            index = batch.add(generation.tokens.at(position), position, slot.id(), output && position == to - 1);
        }
        return output ? index : -1;
    }

    /** Runs the batch, giving up what no sequence holds while it is in the way. */
    private void decode() {
        if (batch.size() == 0) {
            return;
        }
        DecodeStatus status = context.decode(batch);
        while (status == DecodeStatus.KV_FULL && slots.makeRoom(batch.size())) {
            status = context.decode(batch);
        }
        if (status == DecodeStatus.KV_FULL) {
            slots.merge();
            status = context.decode(batch);
        }
        if (status != DecodeStatus.OK) {
            throw new IllegalStateException("a batch of " + batch.size() + " tokens ended with " + status);
        }
    }
}
