package dev.sangam.measure.endpoint;

import dev.sangam.measure.client.Endpoint;
import java.util.OptionalInt;

/**
 * What an endpoint turned out to be.
 *
 * @param endpoint where it is
 * @param kind whose server it is, as far as it can be told
 * @param model the model to ask for
 * @param contextTokens longest prompt and output together, where the server says it
 */
public record EndpointFacts(Endpoint endpoint, ServerKind kind, String model, OptionalInt contextTokens) {}
