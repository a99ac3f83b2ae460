package dev.sangam.serve.text;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/** Finds what a {@code $ref} refers to: a place within the same schema, as a JSON pointer. */
final class SchemaReferences {
    private final JsonNode root;

    SchemaReferences(JsonNode root) {
        this.root = root;
    }

    /** The schema that the {@code $ref} of this one names. */
    Schema target(Schema schema) {
        String reference = schema.text("$ref");
        if (!reference.equals("#") && !reference.startsWith("#/")) {
            throw schema.refused("$ref", "is '" + reference + "'; it must be # or start with #/");
        }
        JsonNode target;
        try {
            String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            target = root.at(JsonPointer.compile(pointer));
        } catch (IllegalArgumentException e) {
            throw schema.refused("$ref", "is '" + reference + "', which is no JSON pointer");
        }
        if (target.isMissingNode()) {
            throw schema.refused("$ref", "is '" + reference + "', and there is nothing");
        }
        return new Schema(target, reference);
    }

    /** The schema itself, or what it refers to if it does nothing else. */
    Schema resolved(Schema schema) {
        Schema at = schema;
        for (int hops = 0; at.node().isObject() && at.keywords().equals(List.of("$ref")); hops++) {
            if (hops == 50) {
                throw schema.refused("$ref", "leads from one reference to the next without end");
            }
            at = target(at);
        }
        return at;
    }
}
