package dev.sangam.measure.target;

/** A thing that a scripted server does, at a time since it read the request. */
sealed interface Step {
    /**
     * Writes bytes.
     *
     * @param atNanos when, since the request was read
     * @param bytes of the body; they are framed when they are sent
     * @param output whether a chunk with output is whole with them
     */
    @SuppressWarnings("ArrayRecordComponent") // shared by all answers of a script, and not changed
    record Write(long atNanos, byte[] bytes, boolean output) implements Step {}

    /** Ends the connection, in order or with a reset. */
    record Cut(long atNanos, boolean reset) implements Step {}

    /** Does nothing until the client has gone. */
    record Hang() implements Step {}
}
