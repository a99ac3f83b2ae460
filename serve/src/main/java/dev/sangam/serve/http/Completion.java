package dev.sangam.serve.http;

import dev.sangam.files.server.ServerLimits;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.SamplingParams;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads bodies of {@code POST /v1/completions}. */
final class Completion {
    private static final int USUAL_MAX_TOKENS = 16;

    private Completion() {}

    /** Reads a body whose class of service is known. */
    static Ask read(Fields body, ModelInfo model, Qos qos, ServerLimits limits) {
        AskFields.checkModel(body, model);
        body.refuse("suffix");
        JsonNode bestOf = body.raw("best_of");
        if (bestOf != null && !(bestOf.isIntegralNumber() && bestOf.asString().equals("1"))) {
            throw Fields.unsupported("best_of", "best_of is not supported by this server.");
        }
        List<Prompt> prompts = Prompts.read(body, "prompt", limits.choices(), model, true);
        boolean echo = body.flag("echo", false);
        int logprobs = body.integer("logprobs", 0, SamplingParams.MAX_LOGPROBS, -1);
        if (echo && logprobs >= 0) {
            throw Fields.unsupported("echo", "echo with logprobs is not supported by this server.");
        }
        int maxTokens = body.integer("max_tokens", 1, Integer.MAX_VALUE, USUAL_MAX_TOKENS);
        return new AskFields(body, model).ask(new CompletionStyle(), prompts, maxTokens, logprobs, echo, qos, limits);
    }
}
