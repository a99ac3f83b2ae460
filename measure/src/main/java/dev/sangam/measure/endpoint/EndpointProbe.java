package dev.sangam.measure.endpoint;

import dev.sangam.core.InputException;
import dev.sangam.files.NearNames;
import dev.sangam.measure.client.Endpoint;
import dev.sangam.measure.endpoint.EndpointCalls.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** Finds out whose server an endpoint is, and which model it has. */
public final class EndpointProbe {
    private static final String MODELS = "/v1/models";
    private static final int SHOWN = 10;

    private EndpointProbe() {}

    /**
     * Asks an endpoint what it is.
     *
     * @param model the model wanted; none for the only one that it has
     * @throws InputException when it cannot be reached, refuses, or leaves open which model is meant
     */
    public static EndpointFacts probe(EndpointCalls calls, Optional<String> model) {
        Endpoint endpoint = calls.endpoint();
        Answer answer = calls.get(MODELS);
        JsonNode list = answer.body().path("data");
        if (answer.status() == 404 && model.isPresent()) {
            return new EndpointFacts(endpoint, kind(endpoint, answer, ""), model.orElseThrow(), OptionalInt.empty());
        }
        if (!answer.ok() || !list.isArray()) {
            throw answer.ok()
                    ? new InputException(calls.at(MODELS) + ": lists no models. Maybe the address is not that of an"
                            + " OpenAI-compatible API")
                    : calls.refusal(MODELS, answer);
        }
        JsonNode chosen = chosen(calls, list, model);
        return new EndpointFacts(
                endpoint,
                kind(endpoint, answer, chosen.path("owned_by").asString("")),
                chosen.path("id").asString(""),
                context(chosen));
    }

    private static JsonNode chosen(EndpointCalls calls, JsonNode list, Optional<String> model) {
        List<String> ids = new ArrayList<>();
        for (JsonNode each : list) {
            ids.add(each.path("id").asString(""));
        }
        String place = calls.at(MODELS) + ": ";
        if (ids.isEmpty()) {
            throw new InputException(place + "has no model. Maybe it is still loading one");
        }
        String first = ids.size() > SHOWN ? ids.subList(0, SHOWN) + " and " + (ids.size() - SHOWN) + " more" : "" + ids;
        if (model.isEmpty() && ids.size() > 1) {
            throw new InputException(place + "has several models, " + first + ". Maybe name one with --model");
        }
        int index = model.map(ids::indexOf).orElse(0);
        if (index < 0) {
            String name = model.orElseThrow();
            throw new InputException(
                    place + "has no model '" + name + "', but " + first + "." + NearNames.advice(name, ids));
        }
        return list.get(index);
    }

    private static ServerKind kind(Endpoint endpoint, Answer answer, String ownedBy) {
        String server = answer.server().toLowerCase(Locale.ROOT);
        String host = endpoint.address().getHost();
        if (ownedBy.equals("sangam")) {
            return ServerKind.SANGAM;
        }
        if (ownedBy.equals("vllm")) {
            return ServerKind.VLLM;
        }
        if (ownedBy.equals("llamacpp") || server.startsWith("llama.cpp")) {
            return ServerKind.LLAMA_CPP;
        }
        return host.equals("api.openai.com") || host.endsWith(".openai.azure.com")
                ? ServerKind.OPENAI
                : ServerKind.OTHER;
    }

    /** vLLM's and Sangam's word for it, or llama.cpp's. */
    private static OptionalInt context(JsonNode model) {
        for (JsonNode tokens :
                List.of(model.path("max_model_len"), model.path("meta").path("n_ctx"))) {
            if (tokens.isInt() && tokens.intValue() > 0) {
                return OptionalInt.of(tokens.intValue());
            }
        }
        return OptionalInt.empty();
    }
}
