package dev.sangam.measure.client;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the API's JSON: a chunk of a stream, or a whole answer, of chat or of completions. What it does not know it passes
 * over; what is there must have the right type.
 */
final class AnswerJson {
    private static final int MAX_DEPTH = 64;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** Most tokens that a server may count, so that sums stay whole. */
    static final int MAX_TOKENS = 1 << 27;

    /** Length of the text of the answer that was found. */
    int answerLength;
    /** Length of the text of the model's reasoning. */
    int reasoningLength;
    /** Whether there was a choice, with text or without. */
    boolean choice;

    int promptTokens;
    int completionTokens;
    int cachedTokens;

    @Nullable
    String finishReason;
    /** What the server says went wrong. */
    @Nullable
    String error;

    private final @Nullable StringBuilder text;

    /** @param text gets the text of the answer, if somebody wants it */
    AnswerJson(@Nullable StringBuilder text) {
        this.text = text;
    }

    /** Reads a document into the fields, all of which are set anew. */
    void read(byte[] bytes, int from, int length) throws MalformedReply {
        answerLength = 0;
        reasoningLength = 0;
        choice = false;
        promptTokens = -1;
        completionTokens = -1;
        cachedTokens = -1;
        finishReason = null;
        error = null;
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), bytes, from, length)) {
            expect(json.nextToken(), JsonToken.START_OBJECT, "an event");
            root(json);
            if (json.nextToken() != null) {
                throw new MalformedReply("an event has more than one JSON object");
            }
        } catch (JacksonException e) {
            throw new MalformedReply("not JSON: " + e.getOriginalMessage());
        }
    }

    private void root(JsonParser json) throws MalformedReply {
        boolean isError = false;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "choices" -> choices(json, value);
                case "usage" -> usage(json, value);
                case "error" -> error(json, value);
                case "object" ->
                    isError =
                            value == JsonToken.VALUE_STRING && json.getString().equals("error");
                case "message" -> {
                    if (isError && value == JsonToken.VALUE_STRING) {
                        error = json.getString();
                    }
                    json.skipChildren();
                }
                default -> json.skipChildren();
            }
        }
    }

    private void choices(JsonParser json, JsonToken start) throws MalformedReply {
        if (start == JsonToken.VALUE_NULL) {
            return;
        }
        expect(start, JsonToken.START_ARRAY, "choices");
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            expect(token, JsonToken.START_OBJECT, "a choice");
            choice = true;
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken value = json.nextToken();
                switch (name) {
                    case "delta", "message" -> delta(json, value);
                    case "text" -> answerLength += text(json, value, true);
                    case "finish_reason" -> {
                        if (value != JsonToken.VALUE_NULL) {
                            expect(value, JsonToken.VALUE_STRING, name);
                            finishReason = json.getString();
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
    }

    private void delta(JsonParser json, JsonToken start) throws MalformedReply {
        if (start == JsonToken.VALUE_NULL) {
            return;
        }
        expect(start, JsonToken.START_OBJECT, "a delta");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "content" -> answerLength += text(json, value, true);
                case "refusal", "tool_calls", "function_call" -> answerLength += text(json, value, false);
                case "reasoning_content", "reasoning" -> reasoningLength += text(json, value, false);
                default -> json.skipChildren();
            }
        }
    }

    /** Length of a text, or of all texts in a structure. */
    private int text(JsonParser json, JsonToken start, boolean kept) throws MalformedReply {
        int length = 0;
        int depth = 0;
        JsonToken token = start;
        while (true) {
            switch (token) {
                case VALUE_STRING -> {
                    length += json.getStringLength();
                    if (kept && text != null) {
                        text.append(json.getString());
                    }
                }
                case START_OBJECT, START_ARRAY -> depth++;
                case END_OBJECT, END_ARRAY -> depth--;
                default -> {
                    if (depth == 0 && token != JsonToken.VALUE_NULL) {
                        throw new MalformedReply("a text is " + token);
                    }
                }
            }
            if (depth == 0) {
                return length;
            }
            token = json.nextToken();
        }
    }

    private void usage(JsonParser json, JsonToken start) throws MalformedReply {
        if (start == JsonToken.VALUE_NULL) {
            return;
        }
        expect(start, JsonToken.START_OBJECT, "usage");
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "prompt_tokens" -> promptTokens = tokens(json, value, name);
                case "completion_tokens" -> completionTokens = tokens(json, value, name);
                case "prompt_tokens_details" -> {
                    if (value == JsonToken.START_OBJECT) {
                        details(json);
                    }
                }
                default -> json.skipChildren();
            }
        }
    }

    private void details(JsonParser json) throws MalformedReply {
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken value = json.nextToken();
            if (name.equals("cached_tokens")) {
                cachedTokens = tokens(json, value, name);
            } else {
                json.skipChildren();
            }
        }
    }

    private static int tokens(JsonParser json, JsonToken value, String name) throws MalformedReply {
        if (value == JsonToken.VALUE_NULL) {
            return -1;
        }
        expect(value, JsonToken.VALUE_NUMBER_INT, name);
        long count = json.getLongValue();
        if (count < 0 || count > MAX_TOKENS) {
            throw new MalformedReply(name + " is " + count);
        }
        return (int) count;
    }

    private void error(JsonParser json, JsonToken value) {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        String said = "the server says there was an error";
        if (value == JsonToken.VALUE_STRING) {
            said = json.getString();
        } else if (value == JsonToken.START_OBJECT) {
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("message")) {
                    said = json.getString();
                }
                json.skipChildren();
            }
        } else {
            json.skipChildren();
        }
        error = said;
    }

    private static void expect(@Nullable JsonToken got, JsonToken wanted, String what) throws MalformedReply {
        if (got != wanted) {
            throw new MalformedReply(what + " is " + (got == null ? "empty" : got) + " and not " + wanted);
        }
    }
}
