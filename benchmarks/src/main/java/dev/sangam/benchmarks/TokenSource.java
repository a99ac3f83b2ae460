package dev.sangam.benchmarks;

import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineListener;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.StepReport;
import dev.sangam.serve.engine.Usage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An engine without a model, whose tokens cost nothing: a step gives every request a token, whose text is the moment it was
 * made. The operating system's monotonic clock is the same in all processes. A prompt is the nanoseconds that its steps
 * take; 0 for as fast as it goes.
 */
final class TokenSource implements Engine {
    private static final class Stream {
        final GenerationRequest request;
        final GenerationListener listener;
        final long stepNanos;
        int left;

        Stream(GenerationRequest request, GenerationListener listener) {
            this.request = request;
            this.listener = listener;
            this.stepNanos = request.prompt() instanceof Prompt.Text text ? Long.parseLong(text.text()) : 0;
            this.left = request.maxTokens();
        }
    }

    private final EngineListener listener;
    private final Map<Long, Stream> streams = new ConcurrentSkipListMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private final AtomicLong steps = new AtomicLong();

    TokenSource(EngineListener listener) {
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("token-source").start(this::run);
    }

    @Override
    public ModelInfo model() {
        return new ModelInfo("token-source", "no model", 1 << 30, 1 << 16, 0, false, 0, 0, 1, 16, false);
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus(EngineState.READY, 0, streams.size(), 0, 1, steps.get(), 0, QosStatus.NONE);
    }

    @Override
    public void generate(GenerationRequest request, GenerationListener listener) {
        streams.put(request.id(), new Stream(request, listener));
        LockSupport.unpark(thread);
    }

    @Override
    public void cancel(long id) {
        streams.remove(id);
    }

    @Override
    public CompletionStage<int[]> tokenize(Prompt prompt) {
        return CompletableFuture.completedFuture(new int[0]);
    }

    @Override
    public CompletionStage<String> detokenize(int[] tokens) {
        return CompletableFuture.completedFuture("");
    }

    @Override
    public CompletionStage<List<float[]>> embed(List<Prompt> prompts) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            if (streams.isEmpty()) {
                LockSupport.park(this);
            } else {
                step();
            }
        }
    }

    private void step() {
        long stepNanos = 0;
        for (Stream stream : List.copyOf(streams.values())) {
            if (stream.left == stream.request.maxTokens()) {
                stream.listener.accepted(1);
            }
            stream.listener.token(new OutputToken(stream.left, Long.toString(System.nanoTime()), null));
            if (--stream.left == 0) {
                streams.remove(stream.request.id());
                stream.listener.finished(FinishReason.LENGTH, new Usage(1, 0, stream.request.maxTokens()));
            }
            stepNanos = Math.max(stepNanos, stream.stepNanos);
        }
        listener.step(new StepReport(
                steps.getAndIncrement(), stepNanos, 0, 0, 0, streams.size(), 0, streams.size(), 0, QosStatus.NONE));
        if (stepNanos > 0) {
            LockSupport.parkNanos(stepNanos);
        }
    }
}
