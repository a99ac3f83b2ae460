package dev.sangam.serve.engine;

/** A request that the engine refuses or cannot go on with. The message is for the client. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whose fault it is. */
    public enum Kind {
        /** The request's: it fails however often it is sent. */
        INVALID,
        /** Nobody's: too much is queued. */
        OVERLOADED,
        /** The engine is starting, restarting or shut down. */
        UNAVAILABLE,
        /** Ours. */
        INTERNAL
    }

    private final Kind kind;
    private final String code;

    /**
     * @param code for programs: {@code context_length_exceeded}, {@code queue_full}, {@code engine_died}, ...
     * @param message for people
     */
    public EngineException(Kind kind, String code, String message) {
        super(message);
        this.kind = kind;
        this.code = code;
    }

    /** Whose fault it is. */
    public Kind kind() {
        return kind;
    }

    /** The error's name, for programs. */
    public String code() {
        return code;
    }
}
