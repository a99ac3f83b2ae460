package dev.sangam.measure.endpoint;

import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The endpoint's own tokenizer, at {@code POST /tokenize}: vLLM's and Sangam's shape of it, or llama.cpp's. */
public final class ServerTokenizer implements Tokenizer {
    private static final String PATH = "/tokenize";

    private enum Shape {
        VLLM,
        LLAMA_CPP
    }

    private final EndpointCalls calls;
    private final String model;
    private final Shape shape;
    private final boolean special;

    private ServerTokenizer(EndpointCalls calls, String model, Shape shape, boolean special) {
        this.calls = calls;
        this.model = model;
        this.shape = shape;
        this.special = special;
    }

    /** The tokenizer of an endpoint, if it has one. */
    public static Optional<Tokenizer> find(EndpointCalls calls, EndpointFacts facts) {
        return find(calls, facts, false);
    }

    /** The same, which adds the tokens that the model's texts begin with, as the endpoint does with a prompt. */
    public static Optional<Tokenizer> ofPrompts(EndpointCalls calls, EndpointFacts facts) {
        return find(calls, facts, true);
    }

    private static Optional<Tokenizer> find(EndpointCalls calls, EndpointFacts facts, boolean special) {
        if (facts.kind() == ServerKind.OPENAI) {
            return Optional.empty();
        }
        for (Shape shape : Shape.values()) {
            ServerTokenizer tokenizer = new ServerTokenizer(calls, facts.model(), shape, special);
            Answer answer = tokenizer.ask("one two three");
            if (answer.ok() && !answer.body().path("tokens").isEmpty()) {
                return Optional.of(tokenizer);
            }
        }
        return Optional.empty();
    }

    @Override
    public int[] tokens(String text) {
        Answer answer = ask(text);
        JsonNode list = answer.body().path("tokens");
        if (!answer.ok() || !list.isArray()) {
            throw calls.refusal(PATH, answer);
        }
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = list.get(i).asInt();
        }
        return ids;
    }

    private Answer ask(String text) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        switch (shape) {
            case VLLM -> body.put("model", model).put("prompt", text).put("add_special_tokens", special);
            case LLAMA_CPP -> body.put("content", text).put("add_special", special);
        }
        return calls.post(PATH, body);
    }
}
