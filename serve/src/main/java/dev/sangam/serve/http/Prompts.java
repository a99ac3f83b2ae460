package dev.sangam.serve.http;

import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads prompts as OpenAI's completions and embeddings take them: a text, token ids, or a list of either. */
final class Prompts {
    private Prompts() {}

    /**
     * @param maxCount most prompts
     * @param addSpecial whether texts get the tokens that the model wants at the start
     */
    static List<Prompt> read(Fields body, String name, int maxCount, ModelInfo model, boolean addSpecial) {
        JsonNode value = body.raw(name);
        String path = body.path(name);
        if (value == null) {
            throw ApiError.invalid(path, path + " is missing.");
        }
        if (value.isString()) {
            return List.of(text(value, path, addSpecial));
        }
        if (!value.isArray()) {
            throw Fields.wrongType(path, value, "a string, a list of strings, token ids or a list of lists of them");
        }
        if (value.isEmpty()) {
            throw ApiError.invalid(path, path + " is empty.");
        }
        if (value.get(0).isNumber()) {
            return List.of(tokens(value, path, model));
        }
        if (value.size() > maxCount) {
            throw ApiError.invalid(path, path + " has " + value.size() + " entries; it must have <= " + maxCount + ".");
        }
        List<Prompt> prompts = new ArrayList<>();
        for (JsonNode each : value) {
            String at = path + "[" + prompts.size() + "]";
            prompts.add(each.isArray() ? tokens(each, at, model) : text(each, at, addSpecial));
        }
        return prompts;
    }

    private static Prompt text(JsonNode value, String path, boolean addSpecial) {
        return new Prompt.Text(Fields.text(value, path, Integer.MAX_VALUE), addSpecial);
    }

    private static Prompt tokens(JsonNode list, String path, ModelInfo model) {
        return new Prompt.Tokens(ids(list, path, model));
    }

    /** A list of token ids of this model. */
    static List<Integer> ids(JsonNode list, String path, ModelInfo model) {
        if (list.isEmpty()) {
            throw ApiError.invalid(path, path + " is empty.");
        }
        List<Integer> ids = new ArrayList<>(list.size());
        for (JsonNode each : list) {
            ids.add((int) Fields.whole(each, path + "[" + ids.size() + "]", 0, model.vocabularySize() - 1L));
        }
        return ids;
    }
}
