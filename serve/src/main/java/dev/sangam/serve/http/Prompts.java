package dev.sangam.serve.http;

import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Reads prompts as OpenAI's completions and embeddings take them: a text, token ids, or a list of either. */
final class Prompts {
    /** No token stands for so many characters on average: a longer text fits in no context. */
    private static final long MAX_CHARS_PER_TOKEN = 64;

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
            return List.of(text(value, path, model, addSpecial));
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
            prompts.add(each.isArray() ? tokens(each, at, model) : text(each, at, model, addSpecial));
        }
        return prompts;
    }

    /** A text that may fit in the context. */
    static Prompt text(JsonNode value, String path, ModelInfo model, boolean addSpecial) {
        String text = Fields.text(value, path, Integer.MAX_VALUE);
        checkChars(text.length(), path, model);
        return new Prompt.Text(text, addSpecial);
    }

    /** Refuses so many characters where they cannot fit in the context, before the work of making tokens of them. */
    static void checkChars(long chars, String path, ModelInfo model) {
        if (chars > MAX_CHARS_PER_TOKEN * model.contextTokens()) {
            throw tooLong(path, chars + " characters", model);
        }
    }

    private static ApiError tooLong(String path, String length, ModelInfo model) {
        return ApiError.parameter(
                "context_length_exceeded",
                path,
                path + " has " + length + "; the context has " + model.contextTokens() + " tokens.");
    }

    private static Prompt tokens(JsonNode list, String path, ModelInfo model) {
        return new Prompt.Tokens(ids(list, path, model));
    }

    /** A list of token ids of this model that may fit in the context. */
    static List<Integer> ids(JsonNode list, String path, ModelInfo model) {
        if (list.isEmpty()) {
            throw ApiError.invalid(path, path + " is empty.");
        }
        if (list.size() > model.contextTokens()) {
            throw tooLong(path, list.size() + " tokens", model);
        }
        List<Integer> ids = new ArrayList<>(list.size());
        for (JsonNode each : list) {
            ids.add((int) Fields.whole(each, path + "[" + ids.size() + "]", 0, model.vocabularySize() - 1L));
        }
        return ids;
    }
}
