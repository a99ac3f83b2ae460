package dev.sangam.measure.run;

/** How a request ended, as the client saw it. Every request of a run has exactly one. */
public enum Outcome {
    /** A whole answer: the stream ended as the API says it does. */
    COMPLETED,
    /** No connection, or no TLS session, was made. */
    CONNECT,
    /** An HTTP status other than 200. */
    STATUS,
    /** The connection ended or was reset before the answer did. */
    TRUNCATED,
    /** The answer, or a part of it, did not come within the time allowed. */
    TIMEOUT,
    /** Bytes that are not HTTP, not server-sent events, or not the API's JSON. */
    MALFORMED,
    /** The server said in the stream that it failed. */
    SERVER_ERROR,
    /** The run ended, or was stopped, before the request was sent or its answer was whole; says nothing about the server. */
    CANCELLED;

    /** Whether the endpoint is to blame; such a request counts against goodput. */
    public boolean failed() {
        return this != COMPLETED && this != CANCELLED;
    }
}
