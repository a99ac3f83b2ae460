package dev.sangam.serve.engine;

/**
 * Hears what becomes of a request, in this order: {@link #accepted}, any number of {@link #token}, then {@link #finished};
 * {@link #failed} may come in place of anything that is still to come. One thread at a time; must not block.
 */
public interface GenerationListener {
    /** The prompt was tokenized and the request is queued. */
    default void accepted(int promptTokens) {}

    /** A token was emitted. */
    void token(OutputToken token);

    /** All tokens have been told. */
    void finished(FinishReason reason, Usage usage);

    /** The request was refused, or cannot go on. */
    void failed(EngineException problem);
}
