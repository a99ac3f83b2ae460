package dev.sangam.serve.http;

import dev.sangam.serve.engine.ModelInfo;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Words {@code GET /v1/models}. */
final class Models {
    private final long created = Instant.now().getEpochSecond();

    ObjectNode list(ModelInfo model) {
        ObjectNode list = Json.object().put("object", "list");
        list.putArray("data").add(one(model));
        return list;
    }

    ObjectNode one(ModelInfo model) {
        ObjectNode node = Json.object()
                .put("id", model.id())
                .put("object", "model")
                .put("created", created)
                .put("owned_by", "sangam")
                .put("max_model_len", model.contextTokens());
        node.putObject("meta")
                .put("description", model.description())
                .put("vocabulary_size", model.vocabularySize())
                .put("embedding_size", model.embeddingSize())
                .put("chat", model.chat())
                .put("parameters", model.parameters())
                .put("size_bytes", model.sizeBytes());
        return node;
    }
}
