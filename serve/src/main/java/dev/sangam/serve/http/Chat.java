package dev.sangam.serve.http;

import dev.sangam.files.server.ServerLimits;
import dev.sangam.serve.engine.ChatMessage;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads bodies of {@code POST /v1/chat/completions}. */
final class Chat {
    private static final int MAX_MESSAGES = 10_000;
    private static final int MAX_NAME_CHARS = 256;

    private Chat() {}

    /** Reads a body whose class of service is known. */
    static Ask read(Fields body, ModelInfo model, Qos qos, ServerLimits limits) {
        AskFields.checkModel(body, model);
        if (!model.chat()) {
            throw ApiError.of(
                    400,
                    "no_chat_template",
                    "The model '" + model.id() + "' has no chat template. Maybe use /v1/completions?");
        }
        body.refuse(
                "tools",
                "functions",
                "audio",
                "prediction",
                "web_search_options",
                "reasoning_effort",
                "verbosity",
                "moderation");
        harmless(body, "tool_choice", "none", "auto");
        harmless(body, "function_call", "none", "auto");
        modalities(body);
        Prompt prompt = new Prompt.Chat(messages(body, model));
        return new AskFields(body, model)
                .ask(new ChatStyle(), List.of(prompt), maxTokens(body), logprobs(body), false, qos, limits);
    }

    /** Messages of a body, also of {@code /tokenize}. */
    static List<ChatMessage> messages(Fields body, ModelInfo model) {
        JsonNode list = body.raw("messages");
        if (list == null) {
            throw ApiError.invalid("messages", "messages is missing.");
        }
        if (!list.isArray()) {
            throw Fields.wrongType("messages", list, "a list");
        }
        if (list.isEmpty() || list.size() > MAX_MESSAGES) {
            throw ApiError.invalid(
                    "messages", "messages has " + list.size() + " entries; it must have 1 to " + MAX_MESSAGES + ".");
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (JsonNode each : list) {
            messages.add(message(Fields.object(each, "messages[" + messages.size() + "]")));
        }
        Prompts.checkChars(
                messages.stream().mapToLong(each -> each.content().length()).sum(), "messages", model);
        return messages;
    }

    private static ChatMessage message(Fields message) {
        String role = message.text("role", MAX_NAME_CHARS)
                .orElseThrow(() -> ApiError.invalid(message.path("role"), message.path("role") + " is missing."));
        String known = switch (role) {
            case "system", "user", "assistant" -> role;
            case "developer" -> "system"; // OpenAI's newer name of it, which no template knows
            case "tool", "function" ->
                throw Fields.unsupported(
                        message.path("role"),
                        message.path("role") + " is '" + role + "', which this server does not support.");
            default ->
                throw ApiError.invalid(
                        message.path("role"),
                        message.path("role") + " is '" + role + "'; it must be system, developer, user or assistant.");
        };
        message.refuse("tool_calls", "tool_call_id", "function_call", "audio", "annotations", "reasoning_content");
        message.accept("name", "refusal");
        String content = content(message.raw("content"), message.path("content"));
        message.done();
        return new ChatMessage(known, content);
    }

    /** A string, or parts of text, which are joined by line breaks as vLLM and llama.cpp do. */
    private static String content(@Nullable JsonNode content, String path) {
        if (content == null) {
            throw ApiError.invalid(path, path + " is missing.");
        }
        if (!content.isArray()) {
            return Fields.text(content, path, Integer.MAX_VALUE);
        }
        List<String> parts = new ArrayList<>();
        for (JsonNode each : content) {
            Fields part = Fields.object(each, path + "[" + parts.size() + "]");
            String type = part.text("type", MAX_NAME_CHARS).orElse("");
            if (!type.equals("text")) {
                throw Fields.unsupported(
                        part.path("type"), part.path("type") + " is '" + type + "'; this server takes text alone.");
            }
            String textPath = part.path("text");
            parts.add(part.text("text", Integer.MAX_VALUE)
                    .orElseThrow(() -> ApiError.invalid(textPath, textPath + " is missing.")));
            part.done();
        }
        return String.join("\n", parts);
    }

    private static int maxTokens(Fields body) {
        OptionalLong old = body.whole("max_tokens", 1, Integer.MAX_VALUE);
        OptionalLong max = body.whole("max_completion_tokens", 1, Integer.MAX_VALUE);
        if (old.isPresent() && max.isPresent() && old.getAsLong() != max.getAsLong()) {
            throw ApiError.invalid(
                    "max_tokens", "max_tokens and max_completion_tokens differ; one of them must be given.");
        }
        return Math.toIntExact(max.isPresent() ? max.getAsLong() : old.orElse(0));
    }

    private static int logprobs(Fields body) {
        boolean wanted = body.flag("logprobs", false);
        OptionalLong top = body.whole("top_logprobs", 0, SamplingParams.MAX_LOGPROBS);
        if (top.isPresent() && !wanted) {
            throw ApiError.invalid("top_logprobs", "top_logprobs is given without logprobs: true.");
        }
        return wanted ? Math.toIntExact(top.orElse(0)) : -1;
    }

    private static void modalities(Fields body) {
        for (String each : body.texts("modalities", 8, MAX_NAME_CHARS)) {
            if (!each.equals("text")) {
                throw Fields.unsupported(
                        "modalities", "modalities has '" + each + "'; this server answers in text alone.");
            }
        }
    }

    /** A parameter that is not supported but for values that change nothing. */
    static void harmless(Fields body, String name, String... values) {
        JsonNode value = body.raw(name);
        if (value != null && !(value.isString() && List.of(values).contains(value.asString()))) {
            throw Fields.unsupported(name, name + " is not supported by this server.");
        }
    }
}
