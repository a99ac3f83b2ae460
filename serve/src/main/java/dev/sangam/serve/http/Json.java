package dev.sangam.serve.http;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON as the API reads it, strictly, and as it writes it. */
final class Json {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_NUMBER_CHARS = 100;
    private static final int MAX_NAME_CHARS = 1000;
    /** A body of empty lists takes some thirty times its size when parsed. */
    private static final long MAX_TOKENS = 2_000_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_CHARS)
                            .maxNameLength(MAX_NAME_CHARS)
                            .maxTokenCount(MAX_TOKENS)
                            .maxStringLength(Integer.MAX_VALUE) // bodies are bounded
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A body that must be a JSON object in UTF-8: no duplicate keys, nothing after it, nested {@value #MAX_DEPTH} deep. */
    static ObjectNode read(byte[] body) {
        JsonNode root;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            root = MAPPER.readTree(text);
        } catch (CharacterCodingException e) {
            throw ApiError.of(400, "invalid_json", "The body is not valid UTF-8.");
        } catch (StreamConstraintsException e) {
            throw ApiError.of(400, "invalid_json", "The body is JSON beyond what is taken: " + reason(e));
        } catch (JacksonException e) {
            throw ApiError.of(400, "invalid_json", "The body is not valid JSON" + place(e) + ": " + reason(e));
        }
        if (!(root instanceof ObjectNode object)) {
            throw ApiError.of(400, "invalid_json", "The body is not a JSON object.");
        }
        return object;
    }

    static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    static Buffer buffer(JsonNode node) {
        return Buffer.buffer(MAPPER.writeValueAsBytes(node));
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    /** The parser's first line, without what it tells about its own source. */
    private static String reason(JacksonException e) {
        String message = String.valueOf(e.getOriginalMessage());
        String line = message.lines().findFirst().orElse("");
        String shown = line.length() > 200 ? line.substring(0, 200) + "..." : line;
        return shown.toLowerCase(Locale.ROOT).startsWith("unexpected end") ? "it ends too early." : shown;
    }
}
