package dev.sangam.serve.engine;

import dev.sangam.core.calibration.BatchTimer;
import dev.sangam.core.calibration.KernelCall;
import dev.sangam.core.calibration.Probe;
import dev.sangam.serve.llama.DecodeStatus;
import dev.sangam.serve.llama.LlamaBatch;
import dev.sangam.serve.llama.LlamaContext;
import dev.sangam.serve.llama.LlamaLibrary;
import dev.sangam.serve.llama.SavedSequence;
import dev.sangam.serve.sampling.Sampler;
import dev.sangam.serve.sampling.SamplingBuffers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs single batches the way the engine does, and says how long each takes: from the loop to the kernels' thread, through
 * the kernels and a greedy choice of tokens, and back to the loop. Sequences of the wanted lengths are not computed for
 * every batch but restored from copies, each into cells of its own.
 */
public final class StepBench implements BatchTimer, AutoCloseable {
    private static final long MOST_COPIED_BYTES = 1L << 30;

    /** Sequences that are in the cache beside those of a batch. */
    public static final int SPARE_SLOTS = 3;

    private final Optional<Path> libraries;
    private final LoadedModel loaded;
    private final LlamaContext context;
    private final LlamaBatch batch;
    private final ThreadEventLoop loop;
    private final ThreadEventLoop kernels;
    private final float[] logits;
    private final Sampler sampler;
    private final BitSet wanted = new BitSet();
    private final TreeMap<Integer, SavedSequence> copies = new TreeMap<>();
    private long cpuNanos;
    private long wallNanos;

    private StepBench(Optional<Path> libraries, LoadedModel loaded) {
        this.libraries = libraries;
        this.loaded = loaded;
        this.context = loaded.context();
        this.batch = new LlamaBatch(loaded.batchTokens());
        this.loop = ThreadEventLoop.start("engine", StepBench::unexpected);
        this.kernels = ThreadEventLoop.start("kernels", StepBench::unexpected);
        int vocabulary = loaded.model().vocabulary().size();
        this.logits = new float[vocabulary];
        this.sampler = new Sampler(SamplingParams.GREEDY, new int[0], null, new SamplingBuffers(vocabulary));
    }

    private static void unexpected(Throwable e) {
        throw new IllegalStateException("a task of the bench failed", e);
    }

    /** Loads the model and warms it up. The options' scheduler must allow for {@link #SPARE_SLOTS} more sequences. */
    public static StepBench open(EngineOptions options) {
        StepBench bench = new StepBench(options.libraries(), LoadedModel.open(options));
        bench.onKernels(() -> {
            bench.context.warmUp();
            return true;
        });
        return bench;
    }

    /** What is served. */
    public ModelInfo model() {
        return loaded.info();
    }

    /** Whether decodes and prefills of large batches are computed one after the other, by the engine or by llama.cpp. */
    public boolean separateCalls() {
        return loaded.separateCalls() || !loaded.unifiedKv();
    }

    /** Version of the kernels' library. */
    public String kernels() {
        return LlamaLibrary.load(libraries).version();
    }

    /** Most tokens of a batch. */
    public int batchTokens() {
        return loaded.batchTokens();
    }

    /**
     * Computes a sequence of so many tokens and keeps a copy of it, from which others are made; false when the copies would
     * take more than a GiB, or the cache does not hold so many.
     */
    @Override
    public boolean prepare(int tokens) {
        return onKernels(() -> {
            long copied =
                    copies.values().stream().mapToLong(SavedSequence::sizeBytes).sum();
            context.clear(0);
            if (tokens >= context.slotTokens()) {
                return false;
            }
            Integer before = copies.isEmpty() ? null : copies.lastKey();
            if (before != null) {
                context.restore(0, copy(before));
                long each = copy(before).sizeBytes() / before;
                if (copied + each * tokens > MOST_COPIED_BYTES) {
                    return false;
                }
            }
            for (int from = context.lastPosition(0) + 1; from < tokens; from = context.lastPosition(0) + 1) {
                batch.clear();
                add(0, from, Math.min(tokens, from + batch.capacity()), false);
                decode();
            }
            copies.put(tokens, context.save(0));
            context.clear(0);
            return true;
        });
    }

    private SavedSequence copy(int tokens) {
        SavedSequence copy = copies.get(tokens);
        if (copy == null) {
            throw new IllegalArgumentException("no sequence of " + tokens + " tokens was prepared");
        }
        return copy;
    }

    @Override
    public double[] run(Probe probe, int runs) {
        onKernels(() -> {
            setUp(probe);
            return true;
        });
        double[] nanos = new double[runs];
        for (int i = 0; i < runs; i++) {
            nanos[i] = step(probe);
            onKernels(() -> {
                takeBack(probe);
                return true;
            });
        }
        return nanos;
    }

    /** Time that a processor worked on the steps' thread, as a share of the time that they took; below 1 on a busy machine. */
    public double processorShare() {
        return wallNanos == 0 ? 1 : (double) cpuNanos / wallNanos;
    }

    private void setUp(Probe p) {
        for (int slot = 0; slot < context.slots(); slot++) {
            context.clear(slot);
        }
        int slot = 0;
        for (; slot < p.decodes(); slot++) {
            fill(slot, p.decodeContext() - 1);
        }
        if (p.chunk() > 0) {
            fill(slot++, p.chunkContext());
        }
        int others = p.heldTokens() - p.decodes() * p.decodeContext() - p.chunkContext() - p.chunk();
        int longest = copies.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        for (; others > 0; others -= longest) {
            fill(slot++, longest);
        }
    }

    private void fill(int slot, int tokens) {
        if (tokens > 0 && !context.restore(slot, copy(tokens))) {
            throw new IllegalStateException("the KV cache has no room for " + tokens + " tokens more");
        }
    }

    private void takeBack(Probe p) {
        for (int slot = 0; slot < p.decodes(); slot++) {
            context.truncate(slot, p.decodeContext() - 1);
        }
        if (p.chunk() > 0) {
            context.truncate(p.decodes(), p.chunkContext());
        }
    }

    private double step(Probe p) {
        boolean split = loaded.separateCalls() && KernelCall.splits(p.shape());
        CompletableFuture<Long> ended = new CompletableFuture<>();
        long start = loop.now();
        loop.at(
                start,
                () -> kernels.at(kernels.now(), () -> {
                    try {
                        timed(() -> compute(p, split));
                        loop.at(loop.now(), () -> ended.complete(loop.now() - start));
                    } catch (RuntimeException e) {
                        ended.completeExceptionally(e);
                    }
                }));
        return ended(ended);
    }

    private void timed(Runnable work) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long cpu = threads.getCurrentThreadCpuTime();
        long wall = System.nanoTime();
        work.run();
        cpuNanos += threads.getCurrentThreadCpuTime() - cpu;
        wallNanos += System.nanoTime() - wall;
    }

    private void compute(Probe p, boolean split) {
        batch.clear();
        for (int slot = 0; slot < p.decodes(); slot++) {
            add(slot, p.decodeContext() - 1, p.decodeContext(), true);
        }
        if (split) {
            decode();
            choose();
            batch.clear();
        }
        if (p.chunk() > 0) {
            add(p.decodes(), p.chunkContext(), p.chunkContext() + p.chunk(), p.last());
        }
        decode();
        choose();
    }

    private void choose() {
        for (int i = 0; i < wanted.length(); i++) {
            if (wanted.get(i)) {
                context.logits(i, logits);
                sampler.next(logits);
            }
        }
    }

    /** Adds tokens of a slot; which ones they are makes no difference to the kernels. */
    private void add(int slot, int from, int to, boolean output) {
        int vocabulary = logits.length;
        for (int position = from; position < to; position++) {
            int index = batch.add(
                    (int) ((slot * 31L + position * 7919L) % vocabulary), position, slot, output && position == to - 1);
            wanted.set(index, output && position == to - 1);
        }
    }

    private void decode() {
        wanted.clear(batch.size(), Integer.MAX_VALUE);
        DecodeStatus status = context.decode(batch);
        if (status != DecodeStatus.OK) {
            throw new IllegalStateException("a batch of " + batch.size() + " tokens ended with " + status);
        }
    }

    private <T> T onKernels(Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        kernels.at(kernels.now(), () -> {
            try {
                result.complete(work.get());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return ended(result);
    }

    private static <T> T ended(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }

    @Override
    public void close() {
        context.requestAbort();
        kernels.close();
        loop.close();
        copies.values().forEach(SavedSequence::close);
        loaded.close();
    }
}
