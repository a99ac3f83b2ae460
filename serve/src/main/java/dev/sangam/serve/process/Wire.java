package dev.sangam.serve.process;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.sangam.core.request.Slo;
import dev.sangam.serve.engine.OutputToken;
import dev.sangam.serve.engine.Prompt;
import dev.sangam.serve.engine.ResponseFormat;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * How messages look between the two processes: frames of four bytes of length, big-endian, and that many bytes of JSON
 * values, one after the other. Text that somebody prints into the stream is no frame: read as a length, any four
 * characters are more than a frame may have.
 */
final class Wire {
    /** Most bytes in a frame, and so in a message. */
    static final int MAX_FRAME_BYTES = 64 << 20;

    /** A choice among records is told by the name of the record. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, include = JsonTypeInfo.As.WRAPPER_ARRAY)
    private interface Named {}

    /** Values without names: there is one for each token. */
    @JsonFormat(shape = JsonFormat.Shape.ARRAY)
    private interface Positional {}

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_FRAME_BYTES)
                            .build())
                    // Half a surrogate pair is no UTF-8, but any string has an escaped form.
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS) // they are the next message
            .addMixIn(Command.class, Named.class)
            .addMixIn(Report.class, Named.class)
            .addMixIn(Prompt.class, Named.class)
            .addMixIn(ResponseFormat.class, Named.class)
            .addMixIn(Slo.class, Named.class)
            .addMixIn(Report.Token.class, Positional.class)
            .addMixIn(OutputToken.class, Positional.class)
            .addMixIn(OutputToken.Logprobs.class, Positional.class)
            .addMixIn(OutputToken.Candidate.class, Positional.class)
            .build();

    private Wire() {}

    /** Writes messages of a kind. */
    static ObjectWriter writer(Class<?> type) {
        return MAPPER.writerFor(type);
    }

    /** Reads messages of a kind. */
    static ObjectReader reader(Class<?> type) {
        return MAPPER.readerFor(type);
    }
}
