package dev.sangam.serve.process;

import dev.sangam.serve.engine.EngineException;
import dev.sangam.serve.engine.FinishReason;
import dev.sangam.serve.engine.GenerationListener;
import dev.sangam.serve.engine.GenerationRequest;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Usage;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Requests and calls that wait for answers of the worker. Whoever takes one out of its map is the one who ends it, so each
 * ends once, whatever else happens at that moment. Listeners are told by one thread at a time: the worker's while it lives,
 * the supervisor's after it died.
 */
final class InFlight {
    /** A request, and how far it came. */
    private static final class Generation {
        final GenerationRequest request;
        final GenerationListener listener;
        boolean accepted;
        boolean relegated;
        boolean shown;
        boolean sentAgain;

        Generation(GenerationRequest request, GenerationListener listener) {
            this.request = request;
            this.listener = listener;
        }

        /** Nothing was shown to the client, so nobody can tell that it starts over; but a second death may be its doing. */
        boolean mayBeSentAgain() {
            return !shown && !sentAgain;
        }
    }

    private final Map<Long, Generation> generations = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<Object>> calls = new ConcurrentHashMap<>();
    private final LongConsumer cancel;
    private final Consumer<String> log;

    /**
     * @param cancel ends a request in the worker
     * @param log told what a listener threw
     */
    InFlight(LongConsumer cancel, Consumer<String> log) {
        this.cancel = cancel;
        this.log = log;
    }

    boolean isEmpty() {
        return generations.isEmpty() && calls.isEmpty();
    }

    int requests() {
        return generations.size();
    }

    void add(GenerationRequest request, GenerationListener listener) {
        if (generations.putIfAbsent(request.id(), new Generation(request, listener)) != null) {
            throw new IllegalArgumentException("request " + request.id() + " is in flight already; ids must be unique");
        }
    }

    void addCall(long number, CompletableFuture<Object> answer) {
        calls.put(number, answer);
    }

    /** Takes a request out, untold; whether it was there. */
    boolean remove(long request) {
        return generations.remove(request) != null;
    }

    /** Passes on what the worker answers; what nobody waits for any more is dropped. */
    void answer(Report.Answer answer) {
        switch (answer) {
            case Report.Token(long request, OutputToken token) -> {
                Generation generation = generations.get(request);
                if (generation != null) {
                    generation.shown = true;
                    tell(generation, listener -> listener.token(token));
                }
            }
            case Report.Accepted(long request, int promptTokens) -> {
                Generation generation = generations.get(request);
                if (generation != null && !generation.accepted) {
                    generation.accepted = true;
                    tell(generation, listener -> listener.accepted(promptTokens));
                }
            }
            case Report.Relegated(long request, boolean relegated) -> {
                Generation generation = generations.get(request);
                if (generation != null) {
                    relegated(generation, relegated);
                }
            }
            case Report.Finished(long request, FinishReason reason, Usage usage) ->
                end(request, listener -> listener.finished(reason, usage));
            case Report.Failed(long request, Report.Problem problem) -> fail(request, problem.exception());
            case Report.Tokenized(long call, int[] tokens) -> answered(call, tokens);
            case Report.Detokenized(long call, String text) -> answered(call, text);
            case Report.Embedded(long call, List<float[]> vectors) -> answered(call, vectors);
            case Report.CallFailed(long call, Report.Problem problem) -> failCall(call, problem.exception());
        }
    }

    void fail(long request, EngineException problem) {
        end(request, listener -> listener.failed(problem));
    }

    void failCall(long call, EngineException problem) {
        CompletableFuture<Object> waiting = calls.remove(call);
        if (waiting != null) {
            waiting.completeExceptionally(problem);
        }
    }

    private void answered(long call, Object answer) {
        CompletableFuture<Object> waiting = calls.remove(call);
        if (waiting != null) {
            waiting.complete(answer);
        }
    }

    private void relegated(Generation generation, boolean relegated) {
        if (generation.relegated != relegated) {
            generation.relegated = relegated;
            tell(generation, listener -> listener.relegated(relegated));
        }
    }

    private void end(long request, Consumer<GenerationListener> how) {
        Generation generation = generations.remove(request);
        if (generation != null) {
            tell(generation, how);
        }
    }

    /** The worker died: ends all that cannot be sent again. */
    void workerDied(EngineException problem) {
        for (Generation generation : ascending()) {
            if (generation.mayBeSentAgain()) {
                generation.sentAgain = true;
                relegated(generation, false); // its next worker sees for itself
            } else {
                fail(generation.request.id(), problem);
            }
        }
        List.copyOf(calls.keySet()).forEach(call -> failCall(call, problem));
    }

    /** Nothing will be answered any more. */
    void failAll(EngineException problem) {
        ascending().forEach(generation -> fail(generation.request.id(), problem));
        List.copyOf(calls.keySet()).forEach(call -> failCall(call, problem));
    }

    /** The requests in flight, in the order in which they came. */
    List<GenerationRequest> inOrder() {
        return ascending().stream().map(generation -> generation.request).toList();
    }

    private List<Generation> ascending() {
        return generations.values().stream()
                .sorted(Comparator.comparingLong(generation -> generation.request.id()))
                .toList();
    }

    /** A listener that throws has no use for more. */
    private void tell(Generation generation, Consumer<GenerationListener> what) {
        try {
            what.accept(generation.listener);
        } catch (RuntimeException e) {
            long id = generation.request.id();
            log.accept("the listener of request " + id + " failed; the request is cancelled: " + e);
            if (remove(id)) {
                cancel.accept(id);
            }
        }
    }
}
