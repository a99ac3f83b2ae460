package dev.sangam.sim.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceConfigTest {
    private static final String LLAMA = """
        {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096, "head_dim": null,
         "intermediate_size": 14336, "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
         "vocab_size": 128256, "max_position_embeddings": 8192, "tie_word_embeddings": false,
         "rope_scaling": {"factor": 8.0}, "torch_dtype": "bfloat16"}
        """;

    @TempDir
    Path folder;

    @Test
    void readsTheShapeOfTheCataloguesModels() throws IOException {
        assertSame(LLAMA, "llama-3-8b");
        assertSame("""
            {"model_type": "qwen2", "hidden_size": 3584, "intermediate_size": 18944, "num_attention_heads": 28,
             "num_hidden_layers": 28, "num_key_value_heads": 4, "vocab_size": 152064,
             "max_position_embeddings": 131072, "tie_word_embeddings": false, "torch_dtype": "bfloat16"}
            """, "qwen2.5-7b");
        assertSame("""
            {"model_type": "mixtral", "hidden_size": 4096, "intermediate_size": 14336, "num_attention_heads": 32,
             "num_hidden_layers": 32, "num_key_value_heads": 8, "num_local_experts": 8, "num_experts_per_tok": 2,
             "vocab_size": 32000, "max_position_embeddings": 32768, "torch_dtype": "bfloat16"}
            """, "mixtral-8x7b");
        assertSame("""
            {"model_type": "qwen3_moe", "hidden_size": 2048, "intermediate_size": 6144, "head_dim": 128,
             "moe_intermediate_size": 768, "num_attention_heads": 32, "num_hidden_layers": 48,
             "num_key_value_heads": 4, "num_experts": 128, "num_experts_per_tok": 8, "mlp_only_layers": [],
             "decoder_sparse_step": 1, "vocab_size": 151936, "max_position_embeddings": 40960}
            """, "qwen3-30b-a3b");
        assertSame("""
            {"model_type": "phi", "hidden_size": 2560, "intermediate_size": 10240, "num_attention_heads": 32,
             "num_hidden_layers": 32, "num_key_value_heads": null, "vocab_size": 51200,
             "max_position_embeddings": 2048, "torch_dtype": "bfloat16"}
            """, "phi-2");
        assertSame("""
            {"model_type": "falcon", "hidden_size": 14848, "num_attention_heads": 232, "num_hidden_layers": 80,
             "num_kv_heads": 8, "new_decoder_architecture": true, "vocab_size": 65024,
             "tie_word_embeddings": false}
            """, "falcon-180b");
    }

    @Test
    void isNamedByAFolderOrAFile() throws IOException {
        Path file = write(LLAMA);
        assertThat(ModelCatalogue.resolve(file.toString(), Path.of(".")).layers())
                .isEqualTo(32);
        assertThat(ModelCatalogue.resolve("mine", folder).name()).isEqualTo("mine");
        assertThat(ModelCatalogue.resolve("mine/config.json", folder).name()).isEqualTo("mine");
    }

    @Test
    void readsTheTextPartOfAMultimodalModel() throws IOException {
        Path file = write("{\"model_type\": \"pixtral\", \"vision_config\": {}, \"text_config\": " + LLAMA + "}");
        assertThat(HuggingFaceConfig.read(file).hidden()).isEqualTo(4096);
    }

    @Test
    void readsTheFormatOfQuantisedWeights() throws IOException {
        assertThat(HuggingFaceConfig.read(write(quantised("\"quant_method\": \"fp8\"")))
                        .weightDtype())
                .isEqualTo(Dtype.FP8);
        assertThat(HuggingFaceConfig.read(write(quantised("\"quant_method\": \"awq\", \"bits\": 4")))
                        .weightDtype())
                .isEqualTo(Dtype.INT4);
        assertThatThrownBy(() -> HuggingFaceConfig.read(write(quantised("\"quant_method\": \"odd\""))))
                .hasMessageContaining("quantization_config.quant_method is 'odd' with 0 bits");
    }

    @Test
    void saysWhatIsMissingOrUnknown() throws IOException {
        Path noLayers = write(LLAMA.replace("num_hidden_layers", "n_layers"));
        assertThatThrownBy(() -> HuggingFaceConfig.read(noLayers))
                .isInstanceOf(InputException.class)
                .hasMessage(noLayers + ": num_hidden_layers is missing");
        assertThatThrownBy(() -> HuggingFaceConfig.read(write(LLAMA.replace("\"llama\"", "\"mamba\""))))
                .hasMessageContaining("model_type is 'mamba'; it must be one of [llama, mistral");
        assertThatThrownBy(() -> HuggingFaceConfig.read(write(LLAMA.replace("_heads\": 8", "_heads\": 5"))))
                .hasMessageContaining("kv_heads is 5; it must divide the 32 heads");
        assertThatThrownBy(() -> HuggingFaceConfig.read(write("[1]"))).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> HuggingFaceConfig.read(folder.resolve("none.json")))
                .hasMessageEndingWith("none.json: cannot be read (no such file)");
    }

    private void assertSame(String config, String name) throws IOException {
        ModelSpec read = HuggingFaceConfig.read(write(config));
        ModelSpec known = ModelCatalogue.resolve(name, folder);
        assertThat(read).usingRecursiveComparison().ignoringFields("name").isEqualTo(known);
    }

    private static String quantised(String keys) {
        return LLAMA.replace("\"hidden_size\"", "\"quantization_config\": {" + keys + "}, \"hidden_size\"");
    }

    private Path write(String json) throws IOException {
        Path file = folder.resolve("mine/config.json");
        Files.createDirectories(folder.resolve("mine"));
        return Files.writeString(file, json);
    }
}
