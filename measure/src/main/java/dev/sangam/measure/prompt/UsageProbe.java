package dev.sangam.measure.prompt;

import dev.sangam.measure.endpoint.EndpointCalls;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** Has the endpoint itself count the tokens of a prompt, with all that the model puts around it, by asking for one token more. */
final class UsageProbe {
    private static final int CALLERS = 4;

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

    /** Tokens of many prompts, a few at a time; none when the server does not say, or will not take so many calls. */
    Optional<int[]> tokens(List<PromptContent.Text> contents) {
        int[] counts = new int[contents.size()];
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean refused = new AtomicBoolean();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < CALLERS; caller++) {
                callers.execute(() -> {
                    for (int i = next.getAndIncrement(); i < counts.length; i = next.getAndIncrement()) {
                        Answer answer = calls.post(api.path(), writer.probe(contents.get(i)));
                        counts[i] = answer.body()
                                .path("usage")
                                .path("prompt_tokens")
                                .asInt(0);
                        if (counts[i] <= 0) {
                            refused.set(true);
                            return;
                        }
                    }
                });
            }
        }
        return refused.get() || next.get() < counts.length ? Optional.empty() : Optional.of(counts);
    }
}
