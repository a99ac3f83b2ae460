package dev.sangam.measure.fidelity.items;

import dev.sangam.core.InputException;
import dev.sangam.measure.fidelity.Item;
import dev.sangam.measure.fidelity.records.JsonRecord;
import dev.sangam.measure.fidelity.records.JsonRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the user's own prompts: text files of one each, lines of a text, or JSON objects. */
final class PromptFiles {
    private static final int MAX_PROMPT_BYTES = 8 << 20;
    private static final List<String> KEYS = List.of("id", "prompt", "messages");

    private final ItemOptions options;

    PromptFiles(ItemOptions options) {
        this.options = options;
    }

    /** A prompt of every file; the line end at its end is none of it. */
    List<Item> files(List<Path> files) {
        List<Item> items = new ArrayList<>();
        for (Path file : files) {
            String text = text(file, MAX_PROMPT_BYTES).replaceFirst("\\R$", "");
            if (text.isBlank()) {
                throw new InputException(file + ": is empty; it must hold a prompt");
            }
            items.add(item(String.valueOf(file.getFileName()), text));
        }
        return items;
    }

    /** A prompt of every line that is not blank. */
    List<Item> lines(Path file, long maxBytes) {
        List<Item> items = new ArrayList<>();
        text(file, maxBytes)
                .lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> items.add(item(String.valueOf(items.size()), line)));
        return items;
    }

    /** A prompt of an object with {@code prompt}, or with {@code messages} of which there is one, a user's. */
    Item object(JsonRecord record, String id) {
        record.only(KEYS);
        if (record.has("prompt") == record.has("messages")) {
            throw record.wrong("has " + (record.has("prompt") ? "both prompt and messages" : "no prompt")
                    + "; it must have either prompt or messages");
        }
        if (record.has("prompt")) {
            return item(id, filled(record, "prompt", record.text("prompt")));
        }
        JsonNode messages = record.at("messages");
        JsonNode only = messages.path(0);
        if (messages.size() != 1
                || !only.path("role").asString("").equals("user")
                || !only.path("content").isString()) {
            throw record.error(
                    "messages",
                    "one message of a user with a text. Maybe put what else is said into it, or into prompt");
        }
        return item(id, filled(record, "messages", only.path("content").stringValue()));
    }

    private static String filled(JsonRecord record, String key, String text) {
        if (text.isBlank()) {
            throw record.error(key, "a text that is not empty");
        }
        return text;
    }

    private Item item(String id, String prompt) {
        return new Item.Open(id, prompt, prompt, !options.raw(), Optional.empty(), List.of(), options.maxTokens());
    }

    private static String text(Path file, long maxBytes) {
        try (InputStream in = JsonRecords.open(file, maxBytes)) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in.readAllBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": is not UTF-8 text", e);
        } catch (IOException e) {
            throw JsonRecords.unreadable(file, e);
        }
    }
}
