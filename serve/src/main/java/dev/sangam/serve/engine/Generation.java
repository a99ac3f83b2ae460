package dev.sangam.serve.engine;

import dev.sangam.core.request.Request;
import dev.sangam.serve.llama.LlamaVocabulary;
import dev.sangam.serve.llama.SavedSequence;
import dev.sangam.serve.sampling.Sampler;
import dev.sangam.serve.sampling.SamplingBuffers;
import dev.sangam.serve.sampling.TokenConstraint;
import dev.sangam.serve.text.StopStrings;
import dev.sangam.serve.text.Utf8Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request while it is served: its tokens, and how the next one is chosen and becomes text. The kernels' thread owns it
 * from the first step on; the fields of the loop are marked.
 */
final class Generation {
    /** What a step gave a request: a token, the end of its output, or both; or a failure. */
    record Output(
            @Nullable OutputToken token,
            @Nullable FinishReason end,
            @Nullable EngineException failure) {}

    final GenerationListener listener;
    final Tokens tokens;
    private final GenerationRequest asked;
    private final Request request;
    private final LlamaVocabulary vocabulary;
    private final Sampler sampler;
    private final Utf8Stream utf8 = new Utf8Stream();
    private final StopStrings stops;

    KvSlots.@Nullable Slot slot;

    /** What its slot held, while it waits to be scheduled again. */
    @Nullable
    SavedSequence saved;

    private boolean ended;

    /** Of the loop: the client heard its last word, or went away. */
    boolean closed;
    /** Of the loop: prompt tokens found in the cache when it was first scheduled; -1 before. */
    int cachedTokens = -1;
    /** Of the loop: tokens told. */
    private int told;

    Generation(
            GenerationRequest asked,
            Request request,
            int[] prompt,
            LlamaVocabulary vocabulary,
            @Nullable TokenConstraint grammar,
            SamplingBuffers buffers,
            GenerationListener listener) {
        this.asked = asked;
        this.request = request;
        this.listener = listener;
        this.vocabulary = vocabulary;
        this.tokens = new Tokens(prompt);
        this.stops = new StopStrings(asked.stop());
        this.sampler = new Sampler(asked.sampling(), prompt, grammar, buffers);
    }

    /** What the scheduler knows of it. */
    Request request() {
        return request;
    }

    /** How long it may wait for its prompt to be computed; 0 for any time. */
    long maxWaitNanos() {
        return asked.maxWaitNanos();
    }

    /** Whether no further token will come. */
    boolean ended() {
        return ended;
    }

    /** Tokens emitted. */
    int outputTokens() {
        return tokens.size() - request.promptTokens();
    }

    /** Tells the client what a step gave it; on the loop. */
    void tell(Output output) {
        if (output.token() != null) {
            told++;
            listener.token(output.token());
        }
        if (output.failure() != null) {
            listener.failed(output.failure());
        } else if (output.end() != null) {
            listener.finished(output.end(), new Usage(request.promptTokens(), cachedTokens, told));
        }
    }

    /** Chooses the next token from the model's logits. */
    Output next(float[] logits) {
        int token = sampler.next(logits);
        tokens.add(token);
        if (vocabulary.isEndOfGeneration(token) && !asked.ignoreEos()) {
            return end(token, stops.append(utf8.finish()) + stops.finish(), FinishReason.STOP);
        }
        String safe = stops.append(utf8.append(vocabulary.piece(token, false)));
        if (stops.matched()) {
            return end(token, safe, FinishReason.STOP);
        }
        if (outputTokens() >= request.maxOutputTokens()) {
            return end(token, safe + stops.append(utf8.finish()) + stops.finish(), FinishReason.LENGTH);
        }
        return new Output(output(token, safe), null, null);
    }

    private Output end(int token, String text, FinishReason reason) {
        end();
        return new Output(output(token, text), reason, null);
    }

    /** No further token. */
    void end() {
        ended = true;
    }

    private OutputToken output(int token, String text) {
        OutputToken.Logprobs logprobs = sampler.logprobs()
                .map(step -> new OutputToken.Logprobs(
                        candidate(token, step.chosen()),
                        step.top().stream()
                                .map(other -> candidate(other.token(), other.logprob()))
                                .toList()))
                .orElse(null);
        return new OutputToken(token, text, logprobs);
    }

    private OutputToken.Candidate candidate(int token, double logprob) {
        return new OutputToken.Candidate(token, vocabulary.piece(token, true), logprob);
    }
}
