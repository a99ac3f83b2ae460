package dev.sangam.serve.engine;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A model being served: what the HTTP API talks to, whether the kernels run in this process or in another one. Methods may
 * be called from any thread and return at once; answers and callbacks come on threads of the engine and must not block
 * them. Stages fail with an {@link EngineException}.
 */
public interface Engine extends AutoCloseable {
    /** What is served. Known once the engine is ready; fixed from then on. */
    ModelInfo model();

    /** How it stands at this moment; cheap. */
    EngineStatus status();

    /**
     * Queues a request and tells the listener all that becomes of it. Exactly one of {@link GenerationListener#finished} and
     * {@link GenerationListener#failed} ends it, unless it is cancelled before.
     */
    void generate(GenerationRequest request, GenerationListener listener);

    /** Drops a request wherever it stands; its listener hears nothing from then on. Unknown ids are ignored. */
    void cancel(long id);

    /** Token ids of a prompt, as {@link #generate} would see it. */
    CompletionStage<int[]> tokenize(Prompt prompt);

    /** Text of token ids, special tokens included. */
    CompletionStage<String> detokenize(int[] tokens);

    /** A pooled embedding per prompt, normalised to length 1; fails for models that have none. */
    CompletionStage<List<float[]>> embed(List<Prompt> prompts);

    /** Stops at once; what is in flight fails. A drain is the caller's: it stops to ask, and waits. */
    @Override
    void close();
}
