package dev.sangam.serve.http;

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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
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
        private final StringBuilder text = new StringBuilder();
        private int emitted;
        private int shown;

        Running(GenerationRequest request, GenerationListener listener, int promptTokens, byte[] answer) {
            this.request = request;
            this.listener = listener;
            this.promptTokens = promptTokens;
            this.answer = answer;
        }
    }

    private final Thread thread =
            Thread.ofPlatform().daemon().name("scripted-engine").unstarted(this::run);
    private final Map<Long, Running> running = new LinkedHashMap<>();
    private final List<GenerationRequest> seen = new CopyOnWriteArrayList<>();
    private final List<Long> cancelled = new CopyOnWriteArrayList<>();
    private EngineState state = EngineState.READY;
    private int restarts;
    private long steps;
    private int permits = Integer.MAX_VALUE;
    private int pauseMillis;

    ScriptedEngine() {
        thread.start();
    }

    /** Emits only so many tokens per request from now on, until it is let go. */
    synchronized void hold(int tokens) {
        permits = tokens;
    }

    synchronized void release() {
        permits = Integer.MAX_VALUE;
        notifyAll();
    }

    synchronized void pauseMillis(int millis) {
        pauseMillis = millis;
    }

    /** All requests fail, as when the engine's process is killed. */
    synchronized void die() {
        state = EngineState.STARTING;
        restarts++;
        List<Running> lost = List.copyOf(running.values());
        running.clear();
        lost.forEach(each -> each.listener.failed(
                new EngineException(EngineException.Kind.UNAVAILABLE, "engine_died", "The engine died.")));
    }

    synchronized void state(EngineState next) {
        state = next;
    }

    List<GenerationRequest> seen() {
        return seen;
    }

    List<Long> cancelled() {
        return cancelled;
    }

    synchronized int running() {
        return running.size();
    }

    @Override
    public ModelInfo model() {
        return new ModelInfo(MODEL, "bytes, said again", CONTEXT, END + 1, 4, true, 1000, 2000, 100, 16, true);
    }

    @Override
    public synchronized EngineStatus status() {
        return new EngineStatus(state, 0, running.size(), Math.min(100, running.size()), 100, steps, restarts);
    }

    @Override
    public synchronized void generate(GenerationRequest request, GenerationListener listener) {
        seen.add(request);
        byte[] prompt = text(request.prompt()).getBytes(StandardCharsets.UTF_8);
        if (prompt.length + Math.max(1, request.maxTokens()) > CONTEXT) {
            listener.failed(new EngineException(
                    EngineException.Kind.INVALID,
                    "context_length_exceeded",
                    "The prompt has " + prompt.length + " tokens; the context has " + CONTEXT + "."));
            return;
        }
        listener.accepted(prompt.length);
        running.put(request.id(), new Running(request, listener, prompt.length, answer(request, prompt)));
        notifyAll();
    }

    private static byte[] answer(GenerationRequest request, byte[] prompt) {
        return switch (request.format()) {
            case ResponseFormat.JsonObject json -> "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
            case ResponseFormat.JsonSchema json -> "{\"name\": \"Ada\", \"age\": 36}".getBytes(StandardCharsets.UTF_8);
            case ResponseFormat.Text any -> prompt.length == 0 ? new byte[] {'x'} : prompt;
            case ResponseFormat.Grammar any -> "yes".getBytes(StandardCharsets.UTF_8);
        };
    }

    @Override
    public synchronized void cancel(long id) {
        if (running.remove(id) != null) {
            cancelled.add(id);
        }
    }

    @Override
    public CompletionStage<int[]> tokenize(Prompt prompt) {
        byte[] bytes = text(prompt).getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = bytes[i] & 0xFF;
        }
        return CompletableFuture.supplyAsync(() -> ids);
    }

    @Override
    public CompletionStage<String> detokenize(int[] tokens) {
        return CompletableFuture.supplyAsync(() -> text(tokens));
    }

    @Override
    public CompletionStage<List<float[]>> embed(List<Prompt> prompts) {
        List<float[]> vectors = new ArrayList<>();
        prompts.forEach(prompt -> vectors.add(new float[] {text(prompt).length(), 0.5f, -0.25f, 1}));
        return CompletableFuture.supplyAsync(() -> vectors);
    }

    @Override
    public synchronized void close() {
        state = EngineState.DOWN;
        notifyAll();
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

    private synchronized void run() {
        try {
            while (state != EngineState.DOWN) {
                boolean any = false;
                for (Running each : List.copyOf(running.values())) {
                    any |= step(each);
                }
                steps++;
                if (!any) {
                    wait();
                } else if (pauseMillis > 0) {
                    wait(pauseMillis);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean step(Running each) {
        if (each.emitted >= permits || !running.containsKey(each.request.id())) {
            return false;
        }
        int limit = each.request.maxTokens() == 0 ? CONTEXT - each.promptTokens : each.request.maxTokens();
        boolean scripted = !(each.request.format() instanceof ResponseFormat.Text);
        int end = scripted || !each.request.ignoreEos() ? each.answer.length : Integer.MAX_VALUE;
        byte next = each.answer[each.emitted % each.answer.length];
        each.emitted++;
        emit(each, next);
        boolean stopped = each.request.stop().stream().anyMatch(stop -> each.text.indexOf(stop) >= 0);
        if (stopped || each.emitted >= Math.min(end, limit)) {
            running.remove(each.request.id());
            FinishReason reason = stopped || each.emitted >= end ? FinishReason.STOP : FinishReason.LENGTH;
            each.listener.finished(reason, new Usage(each.promptTokens, each.promptTokens / 2, each.emitted));
        }
        return true;
    }

    /** Text comes a whole character at a time, and never that of a stop string. */
    private static void emit(Running each, byte next) {
        byte[] all = new byte[each.emitted];
        for (int i = 0; i < all.length; i++) {
            all[i] = each.answer[i % each.answer.length];
        }
        String whole = TokenText.text(all);
        String grown = "";
        if (whole != null) {
            each.text.setLength(0);
            each.text.append(whole);
            int cut = each.request.stop().stream()
                    .mapToInt(whole::indexOf)
                    .filter(at -> at >= 0)
                    .min()
                    .orElse(held(whole, each.request.stop()));
            if (cut > each.shown) {
                grown = whole.substring(each.shown, cut);
                each.shown = cut;
            }
        }
        each.listener.token(new OutputToken(next & 0xFF, grown, logprobs(each, next)));
    }

    /** Where an end begins that a stop string may begin with. */
    private static int held(String text, List<String> stops) {
        for (int i = Math.max(0, text.length() - 20); i < text.length(); i++) {
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
