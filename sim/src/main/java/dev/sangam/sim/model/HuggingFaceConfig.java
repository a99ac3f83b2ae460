package dev.sangam.sim.model;

import dev.sangam.core.model.Attention;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.Family;
import dev.sangam.core.model.FeedForward;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.files.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads the {@code config.json} of a model on Hugging Face: Llama (and Yi, Mistral, InternLM 1 and 2), Mixtral, Qwen
 * 2, 3 and 3-MoE, Phi, Falcon 40B and 180B. Of a multimodal model the {@code text_config} is read.
 */
final class HuggingFaceConfig {
    private static final int MAX = 1 << 24;
    private static final List<String> KNOWN = List.of(
            "llama",
            "mistral",
            "mixtral",
            "qwen2",
            "qwen3",
            "qwen3_moe",
            "phi",
            "falcon",
            "internlm",
            "internlm2",
            "yi");

    private final Section section;
    private final String type;

    private HuggingFaceConfig(Section section, String type) {
        this.section = section;
        this.type = type;
    }

    static ModelSpec read(Path path) {
        Section root = Section.read(path);
        root.ignoreOthers();
        Section text = root.optionalSection("text_config").orElse(root);
        text.ignoreOthers();
        String type = text.optionalText("model_type")
                .or(() -> root.optionalText("model_type"))
                .map(name -> name.toLowerCase(Locale.ROOT).replaceFirst("_text$", ""))
                .orElseThrow(() -> text.error("model_type", "is missing; it must be one of " + KNOWN));
        if (!KNOWN.contains(type)) {
            throw text.error(
                    "model_type",
                    "is '" + type + "'; it must be one of " + KNOWN
                            + ". Maybe give the shape itself, in the words of models.yaml");
        }
        String name =
                root.optionalText("_name_or_path").filter(n -> !n.isBlank()).orElseGet(() -> folder(path));
        return new HuggingFaceConfig(text, type).spec(name);
    }

    private ModelSpec spec(String name) {
        int hidden = integer("hidden_size");
        int heads = integer("num_attention_heads");
        int headDim = section.integer("head_dim", 1, MAX)
                .orElseGet(() -> ModelReader.headDim(section, "num_attention_heads", hidden, heads));
        int layers = integer("num_hidden_layers");
        int vocabulary = integer("vocab_size");
        int maxContext = section.integer("max_position_embeddings", 1, MAX)
                .orElseGet(() -> type.equals("falcon") ? 2048 : integer("max_position_embeddings"));
        boolean tied = section.flag("tie_word_embeddings").orElse(tiedByDefault());
        Dtype weights = weightDtype();
        Dtype kv = weights == Dtype.FP32 ? Dtype.FP32 : Dtype.BF16;
        FeedForward feedForward = feedForward(hidden);
        int kvHeads = kvHeads(heads);
        return section.check(() -> new ModelSpec(
                name,
                family(),
                layers,
                hidden,
                new Attention(heads, kvHeads, headDim),
                feedForward,
                vocabulary,
                maxContext,
                tied,
                weights,
                kv));
    }

    private Family family() {
        boolean attentionBias = section.flag("attention_bias").orElse(false);
        return switch (type) {
            case "qwen2" -> Family.QWEN2;
            case "qwen3", "qwen3_moe" -> Family.QWEN3;
            case "phi" -> Family.PHI;
            case "falcon" -> Family.FALCON;
            default -> attentionBias ? Family.QWEN2 : Family.LLAMA;
        };
    }

    /** What transformers assumes when the key is absent: Falcon inherits true, the other classes here say false. */
    private boolean tiedByDefault() {
        return type.equals("falcon");
    }

    private int kvHeads(int heads) {
        if (!type.equals("falcon")) {
            return section.integer("num_key_value_heads", 1, MAX).orElse(heads);
        }
        if (section.flag("new_decoder_architecture").orElse(false)) {
            return integer("num_kv_heads");
        }
        throw section.error(
                "new_decoder_architecture", "is not true; of the Falcon models only 40B and 180B are known here");
    }

    private FeedForward feedForward(int hidden) {
        return switch (type) {
            case "falcon" ->
                new FeedForward.Dense(section.integer("ffn_hidden_size", 1, MAX).orElse(4 * hidden), false);
            case "phi" -> new FeedForward.Dense(integer("intermediate_size"), false);
            case "mixtral" -> mixture("num_local_experts", "intermediate_size");
            case "qwen3_moe" -> mixture("num_experts", "moe_intermediate_size");
            default -> new FeedForward.Dense(integer("intermediate_size"), true);
        };
    }

    private FeedForward mixture(String expertsKey, String intermediateKey) {
        int experts = integer(expertsKey);
        int perToken = integer("num_experts_per_tok");
        int intermediate = integer(intermediateKey);
        if (!section.numbers("mlp_only_layers").isEmpty()
                || section.integer("decoder_sparse_step", 1, MAX).orElse(1) != 1) {
            throw section.error(
                    "mlp_only_layers", "or decoder_sparse_step mixes dense and sparse layers, which is not known here");
        }
        return section.check(() -> new FeedForward.Mixture(experts, perToken, intermediate, 0));
    }

    private Dtype weightDtype() {
        if (section.isSection("quantization_config")) {
            return quantised(section.section("quantization_config"));
        }
        String name = section.optionalText("torch_dtype")
                .or(() -> section.optionalText("dtype"))
                .orElse("bfloat16");
        return switch (name) {
            case "float32" -> Dtype.FP32;
            case "float16" -> Dtype.FP16;
            case "bfloat16", "auto" -> Dtype.BF16;
            default ->
                throw section.error("torch_dtype", "is '" + name + "'; it must be one of [float32, float16, bfloat16]");
        };
    }

    private static Dtype quantised(Section quantisation) {
        quantisation.ignoreOthers();
        String method = quantisation.text("quant_method");
        int bits = quantisation.integer("bits", 1, 16).orElse(method.equals("fp8") ? 8 : 0);
        return switch (bits) {
            case 8 -> method.equals("fp8") ? Dtype.FP8 : Dtype.INT8;
            case 4 -> Dtype.INT4;
            default ->
                throw quantisation.error(
                        "quant_method",
                        "is '" + method + "' with " + bits + " bits; known are fp8, and gptq or awq with 4 or 8 bits");
        };
    }

    private int integer(String key) {
        return ModelReader.required(section, key);
    }

    private static String folder(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        Path last = parent == null ? null : parent.getFileName();
        return last == null ? path.toString() : last.toString();
    }
}
