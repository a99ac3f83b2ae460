package dev.sangam.serve.engine;

/** What an output must look like; kept by a grammar that masks every token that would break it. */
public sealed interface ResponseFormat {
    /** Anything. */
    record Text() implements ResponseFormat {}

    /** Any JSON object. */
    record JsonObject() implements ResponseFormat {}

    /**
     * JSON that fits a schema.
     *
     * @param schema the JSON Schema, as JSON text
     */
    record JsonSchema(String schema) implements ResponseFormat {}

    /**
     * A grammar in llama.cpp's GBNF with the start symbol {@code root}.
     *
     * @param gbnf its rules
     */
    record Grammar(String gbnf) implements ResponseFormat {}

    /** No bounds. */
    ResponseFormat TEXT = new Text();
}
