package dev.sangam.serve.http;

import dev.sangam.files.server.ServerConfig;
import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Usage;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What stands around the outputs of an answer: the same in all its pieces. */
final class Envelope {
    private final String id;
    private final Ask ask;
    private final long created = Instant.now().getEpochSecond();
    private final String model;
    private final String fingerprint;
    /** A piece up to its choices: pieces are many and differ in nothing else. */
    private final String pieceStart;
    /** The same for what is served in slack. */
    private final String relegatedStart;

    Envelope(Ask ask, ModelInfo model) {
        this.ask = ask;
        this.id = Exchange.newId(ask.style().idPrefix());
        this.model = model.id();
        this.fingerprint = fingerprint(model);
        this.pieceStart = pieceStart(false);
        this.relegatedStart = pieceStart(true);
    }

    /** Changes when equal seeds need not give equal outputs any more. */
    static String fingerprint(ModelInfo model) {
        return "fp_" + String.format("%08x", model.hashCode());
    }

    private String pieceStart(boolean relegated) {
        String head = Json.write(head(ask.style().piece(), relegated));
        return "data: " + head.substring(0, head.length() - 1) + ",\"choices\":[";
    }

    /** The whole answer. */
    ObjectNode whole(List<Choice> choices) {
        ObjectNode node = head(ask.style().whole(), anyRelegated(choices));
        var list = node.putArray("choices");
        choices.forEach(choice -> list.add(ask.style().output(choice)));
        node.set("usage", usage(choices));
        return node;
    }

    /** Appends an event with one output's next piece. */
    void piece(Buffer events, Choice choice, ObjectNode piece) {
        events.appendString(choice.relegated ? relegatedStart : pieceStart).appendString(Json.write(piece));
        events.appendString(ask.includeUsage() ? "],\"usage\":null}\n\n" : "]}\n\n");
    }

    /** Appends what ends a stream. */
    void ending(Buffer events, List<Choice> choices) {
        if (ask.includeUsage()) {
            events.appendString(anyRelegated(choices) ? relegatedStart : pieceStart)
                    .appendString("],\"usage\":")
                    .appendString(Json.write(usage(choices)))
                    .appendString("}\n\n");
        }
        events.appendString("data: [DONE]\n\n");
    }

    /** Appends an error, in place of the rest of a stream. */
    static void error(Buffer events, ApiError error) {
        events.appendString("data: ").appendString(Json.write(error.body())).appendString("\n\n");
    }

    private static boolean anyRelegated(Collection<Choice> choices) {
        return choices.stream().anyMatch(choice -> choice.relegated);
    }

    /** What is relegated is served as flexible, whatever it asked for. */
    private ObjectNode head(String object, boolean relegated) {
        return Json.object()
                .put("id", id)
                .put("object", object)
                .put("created", created)
                .put("model", model)
                .put(
                        "service_tier",
                        relegated ? ServerConfig.FLEX_TIER : ask.qos().tier())
                .put("system_fingerprint", fingerprint);
    }

    /** A prompt counts once, however many outputs it has. */
    private ObjectNode usage(Collection<Choice> choices) {
        int prompt = 0;
        int cached = 0;
        int output = 0;
        for (Choice choice : choices) {
            @Nullable Usage usage = choice.usage;
            if (usage != null) {
                boolean first = choice.index % ask.n() == 0;
                prompt += first ? usage.promptTokens() : 0;
                cached += first ? usage.cachedTokens() : 0;
                output += usage.outputTokens();
            }
        }
        ObjectNode node = Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", output)
                .put("total_tokens", prompt + output);
        node.putObject("prompt_tokens_details").put("cached_tokens", cached);
        return node;
    }
}
