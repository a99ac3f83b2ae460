package dev.sangam.measure.prompt;

import dev.sangam.core.InputException;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Fields that somebody wants in every request, such as {@code {"top_k": 1}}; they replace what stands there otherwise. */
public final class ExtraFields {
    /** None. */
    public static final ExtraFields NONE = new ExtraFields(JsonNodeFactory.instance.objectNode());

    /** What the measurement stands on: with another of these, it would say something else than it claims. */
    private static final List<String> OURS = List.of(
            "model", "messages", "prompt", "stream", "stream_options", "max_tokens", "max_completion_tokens", "n");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ObjectNode fields;

    private ExtraFields(ObjectNode fields) {
        this.fields = fields;
    }

    /**
     * Reads a JSON object.
     *
     * @throws InputException when it is none, or has a field that is not free
     */
    public static ExtraFields parse(String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new InputException(
                    "extra fields are '" + json + "', which is not JSON (" + e.getOriginalMessage() + ")", e);
        }
        if (!(node instanceof ObjectNode object)) {
            throw new InputException(
                    "extra fields are '" + json + "'; they must be a JSON object such as {\"top_k\": 1}");
        }
        for (String name : OURS) {
            if (object.has(name)) {
                throw new InputException(
                        "extra fields have " + name + "; it follows from the workload and the options");
            }
        }
        return new ExtraFields(object);
    }

    void addTo(ObjectNode body) {
        body.setAll(fields.deepCopy());
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
