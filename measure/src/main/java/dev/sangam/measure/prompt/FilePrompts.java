package dev.sangam.measure.prompt;

import dev.sangam.core.InputException;
import dev.sangam.files.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Prompts of a file, sent as they are. */
final class FilePrompts implements Prompts {
    private static final long MAX_BYTES = 256L << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path file;
    private final List<PromptContent> prompts;

    private FilePrompts(Path file, List<PromptContent> prompts) {
        this.file = file;
        this.prompts = prompts;
    }

    /**
     * Reads a file.
     *
     * @throws InputException naming file and line of what is wrong
     */
    static FilePrompts read(Path file, Api api) {
        List<String> lines;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException(file + ": is " + Files.size(file) + " bytes; it must be <= " + MAX_BYTES);
            }
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
        boolean json = lines.stream()
                .filter(line -> !line.isBlank())
                .findFirst()
                .filter(line -> line.stripLeading().startsWith("{"))
                .isPresent();
        List<PromptContent> prompts = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                String place = file + ":" + (i + 1) + ": ";
                prompts.add(json ? content(place, lines.get(i), api) : new PromptContent.Text(lines.get(i)));
            }
        }
        if (prompts.isEmpty()) {
            throw new InputException(file + ": has no prompts; it must have at least one");
        }
        return new FilePrompts(file, prompts);
    }

    private static PromptContent content(String place, String line, Api api) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JacksonException e) {
            throw new InputException(place + "is not JSON (" + e.getOriginalMessage() + ")", e);
        }
        JsonNode prompt = node.path("prompt");
        JsonNode messages = node.path("messages");
        if (node.size() != 1 || (prompt.isMissingNode() && messages.isMissingNode())) {
            throw new InputException(place + "has the keys " + List.copyOf(node.propertyNames())
                    + "; it must have either prompt or messages, and nothing else");
        }
        if (prompt.isString() && !prompt.stringValue().isEmpty()) {
            return new PromptContent.Text(prompt.stringValue());
        }
        if (!prompt.isMissingNode()) {
            throw new InputException(place + "prompt is " + prompt.getNodeType() + "; it must be a text, not empty");
        }
        if (!(messages instanceof ArrayNode list) || list.isEmpty()) {
            throw new InputException(
                    place + "messages is " + messages.getNodeType() + "; it must be a list, not empty");
        }
        if (api != Api.CHAT) {
            throw new InputException(place + "has messages, which only a chat takes. Maybe use the chat API");
        }
        for (JsonNode each : list) {
            if (!each.path("role").isString() || each.path("content").isMissingNode()) {
                throw new InputException(place + "has a message without role or content; it must have both");
            }
        }
        return new PromptContent.Messages(list);
    }

    @Override
    public PromptContent content(int request) {
        return prompts.get(request % prompts.size());
    }

    @Override
    public int tokens(int request) {
        return -1;
    }

    @Override
    public String lengths() {
        return "as in " + file + ", " + prompts.size() + " prompts";
    }
}
