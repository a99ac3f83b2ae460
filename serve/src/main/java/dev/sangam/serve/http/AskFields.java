package dev.sangam.serve.http;

import dev.sangam.files.server.ServerLimits;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import dev.sangam.serve.engine.SamplingParams;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/** Reads what the bodies of chat completions and completions have in common. */
final class AskFields {
    private static final int MAX_STOPS = 16;
    private static final int MAX_STOP_CHARS = 1000;
    private static final int MAX_BIASES = 1024;
    private static final int MAX_SCHEMA_CHARS = 256 << 10;
    private static final int MAX_NAME_CHARS = 256;

    private final Fields body;
    private final ModelInfo model;

    AskFields(Fields body, ModelInfo model) {
        this.body = body;
        this.model = model;
    }

    /** Refuses another model than the one that is served; none named is fine. */
    static void checkModel(Fields body, ModelInfo model) {
        Optional<String> name = body.text("model", MAX_NAME_CHARS);
        if (name.isPresent() && !name.get().equals(model.id())) {
            throw ApiError.of(
                    404,
                    "model_not_found",
                    "The model '" + name.get() + "' does not exist here; the one served is '" + model.id() + "'.");
        }
    }

    /**
     * @param maxTokens most output tokens; 0 for no limit
     * @param logprobs -1 for none
     */
    Ask ask(
            Style style,
            List<Prompt> prompts,
            int maxTokens,
            int logprobs,
            boolean echo,
            Qos qos,
            ServerLimits limits) {
        int n = body.integer("n", 1, limits.choices(), 1);
        if ((long) prompts.size() * n > limits.choices()) {
            throw ApiError.invalid(
                    "n",
                    "The request asks for " + (long) prompts.size() * n + " outputs; it may ask for " + limits.choices()
                            + ".");
        }
        boolean stream = body.flag("stream", false);
        boolean usage = includeUsage(stream);
        SamplingParams sampling = sampling(logprobs);
        List<String> stop = stop();
        ResponseFormat format = format();
        boolean ignoreEos = body.flag("ignore_eos", false);
        body.accept(
                "metadata",
                "store",
                "safety_identifier",
                "prompt_cache_key",
                "prompt_cache_retention",
                "parallel_tool_calls");
        body.done();
        return new Ask(style, prompts, n, maxTokens, sampling, stop, format, ignoreEos, stream, usage, echo, qos);
    }

    private boolean includeUsage(boolean stream) {
        Optional<Fields> options = body.object("stream_options");
        if (options.isEmpty()) {
            return false;
        }
        if (!stream) {
            throw ApiError.invalid("stream_options", "stream_options is given without stream: true.");
        }
        boolean usage = options.get().flag("include_usage", false);
        options.get().accept("include_obfuscation");
        options.get().done();
        return usage;
    }

    private SamplingParams sampling(int logprobs) {
        double temperature = body.number("temperature", 0, 2, 1);
        double topP = body.number("top_p", 0, 1, 1);
        if (topP <= 0) {
            throw ApiError.invalid("top_p", "top_p is " + topP + "; it must be above 0.");
        }
        double repetition = body.number("repetition_penalty", 0, 10, 1);
        if (repetition <= 0) {
            throw ApiError.invalid(
                    "repetition_penalty", "repetition_penalty is " + repetition + "; it must be above 0.");
        }
        return new SamplingParams(
                temperature,
                Math.max(0, body.integer("top_k", -1, Integer.MAX_VALUE, 0)),
                topP,
                body.number("min_p", 0, 1, 0),
                repetition,
                body.number("frequency_penalty", -2, 2, 0),
                body.number("presence_penalty", -2, 2, 0),
                biases(),
                body.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE)
                        .orElseGet(() -> ThreadLocalRandom.current().nextLong()),
                logprobs);
    }

    private Map<Integer, Double> biases() {
        JsonNode value = body.raw("logit_bias");
        if (value == null) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw Fields.wrongType("logit_bias", value, "an object of token ids and numbers");
        }
        if (value.size() > MAX_BIASES) {
            throw ApiError.invalid(
                    "logit_bias", "logit_bias has " + value.size() + " entries; it must have <= " + MAX_BIASES + ".");
        }
        Map<Integer, Double> biases = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            String path = "logit_bias." + (each.getKey().length() > 20 ? "..." : each.getKey());
            boolean id = each.getKey().matches("0|[1-9][0-9]{0,8}");
            if (!id || Integer.parseInt(each.getKey()) >= model.vocabularySize()) {
                throw ApiError.invalid(
                        path,
                        path + " is not of a token; token ids are between 0 and " + (model.vocabularySize() - 1) + ".");
            }
            biases.put(Integer.parseInt(each.getKey()), Fields.number(each.getValue(), path, -100, 100));
        }
        return biases;
    }

    private List<String> stop() {
        List<String> stop = body.texts("stop", MAX_STOPS, MAX_STOP_CHARS);
        if (stop.contains("")) {
            throw ApiError.invalid("stop", "stop has an empty string; a stop string must have characters.");
        }
        return stop;
    }

    private ResponseFormat format() {
        Optional<String> grammar = body.text("grammar", MAX_SCHEMA_CHARS);
        ResponseFormat format =
                body.object("response_format").map(AskFields::format).orElse(ResponseFormat.TEXT);
        if (grammar.isEmpty()) {
            return format;
        }
        if (!format.equals(ResponseFormat.TEXT)) {
            throw ApiError.invalid("grammar", "grammar is given beside response_format; it must be one of them.");
        }
        return new ResponseFormat.Grammar(grammar.get());
    }

    private static ResponseFormat format(Fields format) {
        String type = format.text("type", MAX_NAME_CHARS)
                .orElseThrow(() -> ApiError.invalid("response_format.type", "response_format.type is missing."));
        ResponseFormat result = switch (type) {
            case "text" -> ResponseFormat.TEXT;
            case "json_object" -> new ResponseFormat.JsonObject();
            case "json_schema" ->
                schema(format.object("json_schema")
                        .orElseThrow(() -> ApiError.invalid(
                                "response_format.json_schema", "response_format.json_schema is missing.")));
            default ->
                throw ApiError.invalid(
                        "response_format.type",
                        "response_format.type is '" + type + "'; it must be text, json_object or json_schema.");
        };
        format.done();
        return result;
    }

    private static ResponseFormat schema(Fields fields) {
        fields.text("name", MAX_NAME_CHARS);
        fields.accept("description", "strict");
        JsonNode schema = fields.raw("schema");
        fields.done();
        String path = "response_format.json_schema.schema";
        if (schema == null || !schema.isObject()) {
            throw ApiError.invalid(path, path + " is missing or no object; it must be a JSON Schema.");
        }
        String text = Json.write(schema);
        if (text.length() > MAX_SCHEMA_CHARS) {
            throw ApiError.invalid(
                    path, path + " has " + text.length() + " characters; it must have <= " + MAX_SCHEMA_CHARS + ".");
        }
        return new ResponseFormat.JsonSchema(text);
    }
}
