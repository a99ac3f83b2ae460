package dev.sangam.measure.fidelity.remote;

import dev.sangam.core.InputException;
import dev.sangam.measure.prompt.Api;
import java.util.Optional;

/**
 * How an endpoint is asked.
 *
 * @param model the model to ask for; empty for the only one it has
 * @param api where questions with options and plain texts go; empty for completions where there are, else the chat. Prompts that are a
 *     user's message always go to the chat
 * @param inFlight most requests at a time
 */
public record RemoteOptions(Optional<String> model, Optional<Api> api, int inFlight) {
    /** The only model, through completions, with 8 requests at a time. */
    public static final RemoteOptions DEFAULT = new RemoteOptions(Optional.empty(), Optional.empty(), 8);

    private static final int MAX_IN_FLIGHT = 256;

    public RemoteOptions {
        if (inFlight < 1 || inFlight > MAX_IN_FLIGHT) {
            throw new InputException(
                    "the requests in flight are " + inFlight + "; they must be between 1 and " + MAX_IN_FLIGHT);
        }
    }
}
