package dev.sangam.serve.http;

import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and words {@code POST /tokenize} and {@code POST /detokenize}, in vLLM's shapes. */
final class Tokens {
    private Tokens() {}

    /** What to tokenize: {@code prompt}, or {@code messages} as a chat would see them. */
    static Prompt readText(Fields body, ModelInfo model) {
        AskFields.checkModel(body, model);
        boolean special = body.flag("add_special_tokens", true);
        body.refuse("return_token_strs");
        Prompt prompt;
        if (body.has("messages")) {
            if (body.has("prompt")) {
                throw ApiError.invalid("prompt", "prompt is given beside messages; it must be one of them.");
            }
            prompt = new Prompt.Chat(Chat.messages(body, model));
        } else {
            JsonNode text = body.raw("prompt");
            if (text == null) {
                throw ApiError.invalid("prompt", "prompt is missing.");
            }
            prompt = Prompts.text(text, "prompt", model, special);
        }
        body.done();
        return prompt;
    }

    static ObjectNode answer(int[] tokens, ModelInfo model) {
        ObjectNode answer = Json.object().put("count", tokens.length).put("max_model_len", model.contextTokens());
        ArrayNode list = answer.putArray("tokens");
        for (int each : tokens) {
            list.add(each);
        }
        return answer;
    }

    /** Token ids to detokenize. */
    static int[] readTokens(Fields body, ModelInfo model) {
        AskFields.checkModel(body, model);
        JsonNode list = body.raw("tokens");
        if (list == null) {
            throw ApiError.invalid("tokens", "tokens is missing.");
        }
        if (!list.isArray()) {
            throw Fields.wrongType("tokens", list, "a list of token ids");
        }
        List<Integer> ids = list.isEmpty() ? List.of() : Prompts.ids(list, "tokens", model);
        body.done();
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
