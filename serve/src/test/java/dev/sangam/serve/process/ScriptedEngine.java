package dev.sangam.serve.process;

import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineException;
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
 * An engine whose outputs are known: request n's i-th token is {@code n.i}. A thread runs steps, each of which gives every
 * request a token. What a prompt says happens when the request has as many tokens as it asks for.
 */
final class ScriptedEngine implements Engine {
    static final ModelInfo MODEL =
            new ModelInfo("scripted", "no weights", 1 << 20, 1 << 16, 3, true, 0, 0, 1000, 16, false);

    static final QosStatus QOS = new QosStatus(1e6 / 3, -5, 256, 1.25, 7, 1);

    private static final class Running {
        final GenerationRequest request;
        final GenerationListener listener;
        final String script;
        int tokens = -1;

        Running(GenerationRequest request, GenerationListener listener) {
            this.request = request;
            this.listener = listener;
            this.script = request.prompt() instanceof Prompt.Text text ? text.text() : "";
        }
    }

    private final EngineListener listener;
    private final Map<Long, Running> running = new ConcurrentSkipListMap<>();
    private final Thread thread;
    private volatile boolean closed;
    private final AtomicLong steps = new AtomicLong();
    private final AtomicLong emitted = new AtomicLong();

    ScriptedEngine(EngineListener listener) {
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("scripted-engine").start(this::run);
    }

    static String text(long request, int index) {
        return request + "." + index + " ";
    }

    /** Tokens given so far. */
    long emitted() {
        return emitted.get();
    }

    Thread thread() {
        return thread;
    }

    @Override
    public ModelInfo model() {
        return MODEL;
    }

    @Override
    public EngineStatus status() {
        return new EngineStatus(EngineState.READY, 0, running.size(), running.size(), 1000, steps.get(), 0, QOS);
    }

    @Override
    public void generate(GenerationRequest request, GenerationListener listener) {
        running.put(request.id(), new Running(request, listener));
        LockSupport.unpark(thread);
    }

    @Override
    public void cancel(long id) {
        running.remove(id);
    }

    @Override
    public CompletionStage<int[]> tokenize(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text(String text, boolean _)
            when text.equals("die") -> {
                Runtime.getRuntime().halt(9);
                yield new CompletableFuture<>();
            }
            case Prompt.Text(String text, boolean _) when text.equals("wait") -> new CompletableFuture<>();
            case Prompt.Text(String text, boolean _) ->
                CompletableFuture.completedFuture(text.chars().toArray());
            case Prompt.Tokens(List<Integer> ids) ->
                CompletableFuture.completedFuture(
                        ids.stream().mapToInt(Integer::intValue).toArray());
            case Prompt.Chat _ ->
                CompletableFuture.failedFuture(
                        new EngineException(EngineException.Kind.INVALID, "no_template", "no chat template"));
        };
    }

    @Override
    public CompletionStage<String> detokenize(int[] tokens) {
        return CompletableFuture.completedFuture(new String(tokens, 0, tokens.length));
    }

    @Override
    public CompletionStage<List<float[]>> embed(List<Prompt> prompts) {
        return CompletableFuture.completedFuture(
                prompts.stream().map(prompt -> new float[] {0.6F, 0, -0.8F}).toList());
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!closed) {
            if (running.isEmpty()) {
                LockSupport.park(this);
            } else {
                step();
            }
        }
    }

    private void step() {
        for (Running each : List.copyOf(running.values())) {
            if (each.tokens++ < 0) {
                each.listener.accepted(each.script.length());
                if (each.script.startsWith("relegate")) {
                    each.listener.relegated(true);
                }
            } else if (each.tokens <= each.request.maxTokens()) {
                String text = text(each.request.id(), each.tokens - 1);
                emitted.incrementAndGet();
                each.listener.token(new OutputToken(each.tokens - 1, text, null));
            } else {
                play(each);
                running.remove(each.request.id());
            }
        }
        listener.step(
                new StepReport(steps.get(), 1000, 0, 0, 0, running.size(), 0, running.size(), running.size(), QOS));
        steps.incrementAndGet();
    }

    private void play(Running each) {
        switch (each.script) {
            case "abort" -> {
                System.err.println("scripted.cpp:7: GGML_ASSERT(false) failed");
                Runtime.getRuntime().halt(134);
            }
            case "relegate and reinstate" -> {
                each.listener.relegated(false);
                each.listener.finished(FinishReason.LENGTH, new Usage(0, 0, each.tokens - 1));
            }
            case "relegate and wait" -> {}
            case "hang" -> {
                while (!closed) {
                    LockSupport.park(this);
                }
            }
            case "refuse" ->
                each.listener.failed(
                        new EngineException(EngineException.Kind.INVALID, "context_length_exceeded", "too long"));
            case "give up" -> listener.state(EngineState.DOWN);
            case "garbage" -> ScriptedWorker.garbage();
            default -> each.listener.finished(FinishReason.LENGTH, new Usage(each.script.length(), 0, each.tokens - 1));
        }
    }
}
