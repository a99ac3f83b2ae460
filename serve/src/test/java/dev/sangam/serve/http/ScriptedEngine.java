package dev.sangam.serve.http;

import dev.sangam.core.scheduler.QosStatus;
import dev.sangam.serve.engine.ChatMessage;
import dev.sangam.serve.engine.Engine;
import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.EngineState;
import dev.sangam.serve.engine.EngineStatus;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.OutputToken.Candidate;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import dev.sangam.serve.engine.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose tokens are bytes and whose answers are a script: a prompt {@code p} is answered by {@code p} said again
 * and again, or by its schema's example where JSON is asked for. One thread emits a token of every request in turn.
 */
final class ScriptedEngine implements Engine {
    static final String MODEL = "scripted";
    private static final int CONTEXT = 4096;
    private static final int END = 256;

    private static final class Running {
        private final GenerationRequest request;
        private final GenerationListener listener;
        private final int promptTokens;
        private final byte[] answer;
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
        /** Text that may yet become a stop string. */
        private String held = "";

        private int emitted;
        private boolean over;

        Running(GenerationRequest request, GenerationListener listener, int promptTokens, byte[] answer) {
            this.request = request;
            this.listener = listener;
            this.promptTokens = promptTokens;
            this.answer = answer;
        }
    }

    private final Thread thread =
            Thread.ofPlatform().daemon().name("scripted-engine").unstarted(this::run);
    private final Map<Long, Running> running = new ConcurrentSkipListMap<>();
    private final List<GenerationRequest> seen = new CopyOnWriteArrayList<>();
    private final List<Long> cancelled = new CopyOnWriteArrayList<>();
    private volatile EngineState state = EngineState.READY;
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicLong steps = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile CompletableFuture<Void> answers = CompletableFuture.completedFuture(null);
    private volatile int permits = Integer.MAX_VALUE;
    private volatile int pauseMillis;
    private volatile long predictedWaitNanos;
    private volatile QosStatus qos = QosStatus.NONE;

    ScriptedEngine() {
        thread.start();
    }

    /** Answers no question about tokens and embeddings from now on, until what is returned is completed. */
    CompletableFuture<Void> holdAnswers() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        answers = held;
        return held;
    }

    /** Questions about tokens and embeddings. */
    int questions() {
        return questions.get();
    }

    /** Emits only so many tokens per request from now on, until it is let go. */
    void hold(int tokens) {
        permits = tokens;
    }

    void release() {
        permits = Integer.MAX_VALUE;
    }

    /** All requests are relegated, or none is any more. */
    void relegate(boolean relegated) {
        running.values().forEach(each -> relegate(each, relegated));
    }

    /** The oldest request is relegated. */
    void relegateFirst() {
        relegate(running.values().iterator().next(), true);
    }

    private static void relegate(Running each, boolean relegated) {
        synchronized (each) {
            if (!each.over) {
                each.listener.relegated(relegated);
            }
        }
    }

    /** When a request that comes now would have its prompt computed. */
    void predictedWaitSeconds(long seconds) {
        predictedWaitNanos = seconds * 1_000_000_000;
    }

    /** How its scheduler stands. */
    void qos(QosStatus next) {
        qos = next;
    }

    /** Rests between steps. */
    void pauseMillis(int millis) {
        pauseMillis = millis;
    }

    /** All requests fail, as when the engine's process is killed. */
    void die() {
        state = EngineState.STARTING;
        restarts.incrementAndGet();
        for (Running each : running.values()) {
            if (end(each)) {
                each.listener.failed(
                        new EngineException(EngineException.Kind.UNAVAILABLE, "engine_died", "The engine died."));
            }
        }
    }

    void state(EngineState next) {
        state = next;
    }

    List<GenerationRequest> seen() {
        return seen;
    }

    List<Long> cancelled() {
        return cancelled;
    }

    int running() {
        return running.size();
    }

    @Override
    public ModelInfo model() {
        return new ModelInfo(MODEL, "bytes, said again", CONTEXT, END + 1, 4, true, 1000, 2000, 100, 16, true);
    }

    @Override
    public EngineStatus status() {
        int now = running.size();
        return new EngineStatus(state, 0, now, Math.min(100, now), 100, steps.get(), restarts.get(), qos);
    }

    @Override
    public void generate(GenerationRequest request, GenerationListener listener) {
        seen.add(request);
        byte[] prompt = text(request.prompt()).getBytes(StandardCharsets.UTF_8);
        if (prompt.length + Math.max(1, request.maxTokens()) > CONTEXT) {
            listener.failed(new EngineException(
                    EngineException.Kind.INVALID,
                    "context_length_exceeded",
                    "The prompt has " + prompt.length + " tokens; the context has " + CONTEXT + "."));
            return;
        }
        if (request.maxWaitNanos() > 0 && predictedWaitNanos > request.maxWaitNanos()) {
            listener.failed(
                    new EngineException(EngineException.Kind.OVERLOADED, "predicted_wait", "It would wait too long."));
            return;
        }
        listener.accepted(prompt.length);
        running.put(request.id(), new Running(request, listener, prompt.length, answer(request, prompt)));
    }

    private static byte[] answer(GenerationRequest request, byte[] prompt) {
        return switch (request.format()) {
            case ResponseFormat.JsonObject json -> "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
            case ResponseFormat.JsonSchema json -> "{\"ok\": true}".getBytes(StandardCharsets.UTF_8);
            case ResponseFormat.Text any -> prompt.length == 0 ? new byte[] {'x'} : prompt;
            case ResponseFormat.Grammar any -> "yes".getBytes(StandardCharsets.UTF_8);
        };
    }

    @Override
    public void cancel(long id) {
        Running its = running.get(id);
        if (its != null && end(its)) {
            cancelled.add(id);
        }
    }

    /** Nothing is told of it from now on; false if that was so already. */
    private boolean end(Running each) {
        synchronized (each) {
            boolean first = !each.over;
            each.over = true;
            running.remove(each.request.id());
            return first;
        }
    }

    @Override
    public CompletionStage<int[]> tokenize(Prompt prompt) {
        questions.incrementAndGet();
        byte[] bytes = text(prompt).getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = bytes[i] & 0xFF;
        }
        return answers.thenApplyAsync(none -> ids);
    }

    @Override
    public CompletionStage<String> detokenize(int[] tokens) {
        questions.incrementAndGet();
        return answers.thenApplyAsync(none -> text(tokens));
    }

    @Override
    public CompletionStage<List<float[]>> embed(List<Prompt> prompts) {
        questions.incrementAndGet();
        List<float[]> vectors = new ArrayList<>();
        prompts.forEach(prompt -> vectors.add(new float[] {text(prompt).length(), 0.5f, -0.25f, 1}));
        return answers.thenApplyAsync(none -> vectors);
    }

    @Override
    public void close() {
        state = EngineState.DOWN;
    }

    private static String text(int[] tokens) {
        byte[] bytes = new byte[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            bytes[i] = (byte) tokens[i];
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text text -> text.text();
            case Prompt.Tokens tokens ->
                text(tokens.ids().stream().mapToInt(Integer::intValue).toArray());
            case Prompt.Chat chat ->
                chat.messages().stream()
                        .filter(each -> each.role().equals("user"))
                        .map(ChatMessage::content)
                        .reduce("", (a, b) -> b);
        };
    }

    private void run() {
        try {
            while (state != EngineState.DOWN) {
                boolean any = false;
                for (Running each : running.values()) {
                    synchronized (each) {
                        any |= !each.over && step(each);
                    }
                }
                steps.incrementAndGet();
                if (!any || pauseMillis > 0) {
                    Thread.sleep(Math.max(1, pauseMillis));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step(Running each) {
        if (each.emitted >= permits) {
            return false;
        }
        int limit = each.request.maxTokens() == 0 ? CONTEXT - each.promptTokens : each.request.maxTokens();
        boolean scripted = !(each.request.format() instanceof ResponseFormat.Text);
        int end = scripted || !each.request.ignoreEos() ? each.answer.length : Integer.MAX_VALUE;
        boolean stopped = emit(each, each.answer[each.emitted % each.answer.length]);
        if (stopped || each.emitted >= Math.min(end, limit)) {
            end(each);
            FinishReason reason = stopped || each.emitted >= end ? FinishReason.STOP : FinishReason.LENGTH;
            each.listener.finished(reason, new Usage(each.promptTokens, each.promptTokens / 2, each.emitted));
        }
        return true;
    }

    /** Text comes a whole character at a time, and never that of a stop string; whether there was one. */
    private static boolean emit(Running each, byte next) {
        each.emitted++;
        each.partial.write(next);
        String character = TokenText.text(each.partial.toByteArray());
        String text = each.held + (character == null ? "" : character);
        if (character != null) {
            each.partial.reset();
        }
        int stop = each.request.stop().stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        int shown = stop >= 0 ? stop : held(text, each.request.stop());
        each.held = text.substring(shown);
        each.listener.token(new OutputToken(next & 0xFF, text.substring(0, shown), logprobs(each, next)));
        return stop >= 0;
    }

    /** Where an end begins that a stop string may begin with. */
    private static int held(String text, List<String> stops) {
        for (int i = 0; i < text.length(); i++) {
            String end = text.substring(i);
            if (stops.stream().anyMatch(stop -> stop.startsWith(end))) {
                return i;
            }
        }
        return text.length();
    }

    private static OutputToken.@Nullable Logprobs logprobs(Running each, byte next) {
        int top = each.request.sampling().logprobs();
        if (top < 0) {
            return null;
        }
        List<Candidate> list = new ArrayList<>();
        for (int i = 0; i < top; i++) {
            byte other = (byte) (i == 0 ? next : 'a' + i);
            list.add(new Candidate(other & 0xFF, new byte[] {other}, -0.25 - i));
        }
        return new OutputToken.Logprobs(new Candidate(next & 0xFF, new byte[] {next}, -0.25), list);
    }
}
