package dev.sangam.serve.http;

import dev.sangam.serve.engine.ModelInfo;
import dev.sangam.serve.engine.Prompt;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and words {@code POST /v1/embeddings}. */
final class Embeddings {
    private static final int MAX_INPUTS = 2048;
    private static final int MAX_NAME_CHARS = 64;

    private Embeddings() {}

    /**
     * What to embed.
     *
     * @param inputs of the request, in its order
     * @param base64 whether vectors are wanted as Base64 of their little-endian floats
     * @param qos whose they are
     */
    record Wanted(List<Prompt> inputs, boolean base64, Qos qos) {}

    static Wanted read(Fields body, ModelInfo model, Qos qos) {
        if (model.embeddingSize() == 0) {
            throw ApiError.of(400, "no_embeddings", "The model '" + model.id() + "' has no embeddings to give.");
        }
        AskFields.checkModel(body, model);
        List<Prompt> inputs = Prompts.read(body, "input", MAX_INPUTS, model, true);
        String format = body.text("encoding_format", MAX_NAME_CHARS).orElse("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw ApiError.invalid(
                    "encoding_format", "encoding_format is '" + format + "'; it must be float or base64.");
        }
        OptionalLong dimensions = body.whole("dimensions", 1, Integer.MAX_VALUE);
        if (dimensions.isPresent() && dimensions.getAsLong() != model.embeddingSize()) {
            throw ApiError.invalid(
                    "dimensions",
                    "dimensions is " + dimensions.getAsLong() + "; this model's embeddings have "
                            + model.embeddingSize() + ".");
        }
        body.done();
        return new Wanted(inputs, format.equals("base64"), qos);
    }

    static ObjectNode answer(Wanted wanted, ModelInfo model, List<float[]> vectors, int tokens) {
        ObjectNode answer = Json.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode each = data.addObject().put("object", "embedding").put("index", i);
            if (wanted.base64) {
                each.put("embedding", base64(vectors.get(i)));
            } else {
                ArrayNode floats = each.putArray("embedding");
                for (float f : vectors.get(i)) {
                    floats.add(f);
                }
            }
        }
        answer.put("model", model.id());
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return answer;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
