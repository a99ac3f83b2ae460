package dev.sangam.measure.load;

import dev.sangam.measure.run.RequestRecord;

/**
 * Hears how a run goes. Called by the threads that take the answers, many at once: what it does must be cheap and safe
 * for that, and must not wait. Times are nanoseconds since the start of the run.
 */
public interface LoadListener {
    /** Hears nothing. */
    LoadListener NONE = new LoadListener() {};

    /** A request is on its way. */
    default void sent(int request, int endpoint, long intended, long sent) {}

    /** Output of a request has come for the first time. */
    default void firstToken(int request, int endpoint, long intended, long time) {}

    /** More chunks with output have come, the first among them; up to a quarter of a second after they did. */
    default void chunks(int endpoint, int count) {}

    /** A request is over, or was not sent. */
    default void ended(RequestRecord request) {}
}
