package dev.sangam.serve.text;

import dev.sangam.core.InputException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns a JSON Schema into a grammar in GBNF, llama.cpp's notation. Every text of the grammar is JSON that fits the schema. Not
 * every such JSON is a text of the grammar, which writes its answers in one way: members in the schema's order, optional ones
 * left out or not, further ones at the end and only where {@code additionalProperties} is given (or where an object has no
 * {@code properties}); bounded white space between tokens; no more digits than a number needs. A schema without {@code type} is
 * taken for the types that its keywords speak of.
 *
 * <p>Supported, in draft 2020-12's meaning: {@code type}, {@code enum}, {@code const}, {@code properties}, {@code required},
 * {@code additionalProperties}, {@code items}, {@code prefixItems}, {@code minItems}, {@code maxItems}, {@code minLength},
 * {@code maxLength}, {@code pattern} (see {@link StringPattern}), {@code format} of {@code date}, {@code time},
 * {@code date-time}, {@code uuid} and {@code ipv4}, {@code minimum}, {@code maximum}, {@code exclusiveMinimum},
 * {@code exclusiveMaximum}, {@code anyOf}, {@code oneOf} of schemas that exclude each other, {@code allOf} of schemas that can
 * be merged, {@code $ref} within the schema, {@code $defs}. Anything else is refused by name, never passed over.
 */
public final class JsonSchemaGrammar {
    /** Longest schema, characters. */
    private static final int MAX_LENGTH = 1 << 17;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Any JSON object. */
    public static final String JSON_OBJECT = new GrammarRules().grammar(GrammarRules.OBJECT);

    private JsonSchemaGrammar() {}

    /**
     * The grammar of a schema; its start symbol is {@code root}.
     *
     * @param schema JSON text
     * @throws InputException when it is no JSON, or a schema that cannot be kept to; names the place and what is wrong
     */
    public static String of(String schema) {
        if (schema.length() > MAX_LENGTH) {
            throw new InputException(
                    "the schema has " + schema.length() + " characters; it may have " + MAX_LENGTH + " at most");
        }
        JsonNode root;
        try {
            root = JSON.readTree(schema);
        } catch (JacksonException e) {
            throw new InputException("the schema is not valid JSON: " + e.getOriginalMessage(), e);
        }
        return new SchemaCompiler(root).grammar();
    }
}
