package dev.sangam.serve.engine;

/**
 * Hears what becomes of a request, in this order: {@link #accepted}, any number of {@link #token} and {@link
 * #relegated}, then {@link #finished};
 * {@link #failed} may come in place of anything that is still to come. One thread at a time; must not block.
 */
public interface GenerationListener {
    /** The prompt was tokenized and the request is queued. */
    default void accepted(int promptTokens) {}

    /**
     * From now on it is served in slack, for it cannot meet its deadline; or, where {@code relegated} is false, like others
     * again. Any number of times between {@link #accepted} and the end.
     */
    default void relegated(boolean relegated) {}

    /** A token was emitted. */
    void token(OutputToken token);

    /** All tokens have been told. */
    void finished(FinishReason reason, Usage usage);

    /** The request was refused, or cannot go on. */
    void failed(EngineException problem);
}
