package dev.sangam.files.gguf;

import java.util.List;

/** The keys and tensors that llama.cpp wants of a model of the llama architecture. */
public final class LlamaFile {
    private static final int QUANTIZATION_VERSION = 2;

    private LlamaFile() {}

    /**
     * A writer that knows the model's metadata and tensors; {@link GgufWriter#write} then asks for the rows. A tensor's name
     * and order are llama.cpp's; its query and key rows are in the order of interleaved rotary embedding, in which the
     * numbers 2i and 2i+1 of a head turn together.
     *
     * @param type of all matrices; norms are F32
     */
    public static GgufWriter writer(String name, LlamaShape shape, Vocabulary vocabulary, TensorType type) {
        if (vocabulary.tokens().size() != shape.vocabulary()) {
            throw new IllegalArgumentException("the shape has " + shape.vocabulary() + " tokens, the vocabulary "
                    + vocabulary.tokens().size());
        }
        GgufWriter writer = new GgufWriter()
                .metadata("general.architecture", GgufValue.of("llama"))
                .metadata("general.name", GgufValue.of(name))
                .metadata("general.file_type", GgufValue.of(fileType(type)))
                .metadata("general.quantization_version", GgufValue.of(QUANTIZATION_VERSION))
                .metadata("llama.block_count", GgufValue.of(shape.layers()))
                .metadata("llama.context_length", GgufValue.of(shape.context()))
                .metadata("llama.embedding_length", GgufValue.of(shape.hidden()))
                .metadata("llama.feed_forward_length", GgufValue.of(shape.feedForward()))
                .metadata("llama.attention.head_count", GgufValue.of(shape.heads()))
                .metadata("llama.attention.head_count_kv", GgufValue.of(shape.kvHeads()))
                .metadata("llama.attention.layer_norm_rms_epsilon", GgufValue.of(LlamaShape.NORM_EPSILON))
                .metadata("llama.rope.dimension_count", GgufValue.of(shape.headSize()))
                .metadata("llama.rope.freq_base", GgufValue.of(shape.ropeBase()))
                .metadata("llama.vocab_size", GgufValue.of(shape.vocabulary()));
        vocabulary.describe(writer);
        tensors(writer, shape, type);
        return writer;
    }

    private static void tensors(GgufWriter writer, LlamaShape shape, TensorType type) {
        long hidden = shape.hidden();
        long wide = shape.feedForward();
        writer.tensor("token_embd.weight", type, List.of(hidden, (long) shape.vocabulary()));
        for (int i = 0; i < shape.layers(); i++) {
            String block = "blk." + i + ".";
            writer.tensor(block + "attn_norm.weight", TensorType.F32, List.of(hidden))
                    .tensor(block + "attn_q.weight", type, List.of(hidden, hidden))
                    .tensor(block + "attn_k.weight", type, List.of(hidden, (long) shape.kvSize()))
                    .tensor(block + "attn_v.weight", type, List.of(hidden, (long) shape.kvSize()))
                    .tensor(block + "attn_output.weight", type, List.of(hidden, hidden))
                    .tensor(block + "ffn_norm.weight", TensorType.F32, List.of(hidden))
                    .tensor(block + "ffn_gate.weight", type, List.of(hidden, wide))
                    .tensor(block + "ffn_up.weight", type, List.of(hidden, wide))
                    .tensor(block + "ffn_down.weight", type, List.of(wide, hidden));
        }
        writer.tensor("output_norm.weight", TensorType.F32, List.of(hidden));
    }

    /** llama.cpp's number for a file most of whose tensors have the type ({@code llama_ftype}). */
    private static int fileType(TensorType type) {
        return switch (type) {
            case F32 -> 0;
            case F16 -> 1;
            case Q4_0 -> 2;
            case Q8_0 -> 7;
            default -> throw new IllegalArgumentException("cannot write " + type);
        };
    }
}
