package dev.sangam.measure.load;

import dev.sangam.measure.client.ClientOptions;
import dev.sangam.measure.client.TokenCounter;
import java.util.Optional;

/**
 * How a run is made, besides what is sent and when.
 *
 * @param client timeouts and limits
 * @param warmupNanos requests intended before are sent, but not counted
 * @param graceNanos how long the answers under way have when a run is stopped before its end
 * @param stopInFlight a run is stopped as over-saturated when more requests are in flight
 * @param stopLatenessNanos a run is stopped when a request is sent so long after it was due
 * @param counter counts tokens where the server does not; none for chunks
 */
public record LoadOptions(
        ClientOptions client,
        long warmupNanos,
        long graceNanos,
        int stopInFlight,
        long stopLatenessNanos,
        Optional<TokenCounter> counter) {
    /** No warm-up, ten seconds of grace, never stopped. */
    public static final LoadOptions DEFAULT = new LoadOptions(
            ClientOptions.DEFAULT, 0, 10_000_000_000L, Integer.MAX_VALUE, Long.MAX_VALUE, Optional.empty());

    public LoadOptions {
        if (warmupNanos < 0 || graceNanos < 0 || stopInFlight < 1 || stopLatenessNanos < 1) {
            throw new IllegalArgumentException("warm-up " + warmupNanos + " ns, grace " + graceNanos
                    + " ns, stop at " + stopInFlight + " in flight and " + stopLatenessNanos
                    + " ns late; times must be >= 0, bounds >= 1");
        }
    }

    /** The same with another client. */
    public LoadOptions withClient(ClientOptions other) {
        return new LoadOptions(other, warmupNanos, graceNanos, stopInFlight, stopLatenessNanos, counter);
    }

    /** The same with a warm-up. */
    public LoadOptions withWarmup(long nanos) {
        return new LoadOptions(client, nanos, graceNanos, stopInFlight, stopLatenessNanos, counter);
    }

    /** The same with another time of grace. */
    public LoadOptions withGrace(long nanos) {
        return new LoadOptions(client, warmupNanos, nanos, stopInFlight, stopLatenessNanos, counter);
    }

    /** The same with bounds beyond which a run is stopped. */
    public LoadOptions withStop(int inFlight, long latenessNanos) {
        return new LoadOptions(client, warmupNanos, graceNanos, inFlight, latenessNanos, counter);
    }

    /** The same with a tokenizer. */
    public LoadOptions withCounter(TokenCounter tokens) {
        return new LoadOptions(client, warmupNanos, graceNanos, stopInFlight, stopLatenessNanos, Optional.of(tokens));
    }
}
