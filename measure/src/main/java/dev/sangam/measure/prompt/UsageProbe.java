package dev.sangam.measure.prompt;

import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Has the endpoint itself count the tokens of a prompt, with all that the model puts around it, by asking for one token more. */
final class UsageProbe {
    private final EndpointCalls calls;
    private final Api api;
    private final BodyWriter writer;

    UsageProbe(EndpointCalls calls, String model, RequestStyle style) {
        this.calls = calls;
        this.api = style.api();
        this.writer = new BodyWriter(model, style);
    }

    /**
     * Tokens of a prompt; none when the server does not say.
     *
     * @throws dev.sangam.core.InputException when it refuses the prompt, as it would refuse the run's
     */
    OptionalInt tokens(PromptContent content) {
        Answer answer = calls.post(api.path(), writer.probe(content));
        if (!answer.ok()) {
            throw calls.refusal(api.path(), answer);
        }
        JsonNode tokens = answer.body().path("usage").path("prompt_tokens");
        return tokens.isInt() && tokens.intValue() > 0 ? OptionalInt.of(tokens.intValue()) : OptionalInt.empty();
    }

    OptionalInt tokens(String text) {
        return tokens(new PromptContent.Text(text));
    }
}
