package dev.sangam.sim.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.sangam.core.InputException;
import dev.sangam.core.model.Dtype;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.files.Section;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogueTest {
    private static final Path HERE = Path.of(".");

    @ParameterizedTest
    @CsvSource({
        "Llama-2-7b, 6738415616",
        "Llama-2-13b, 13015864320",
        "Llama-2-70b, 68976648192",
        "Llama-3-8B, 8030261248",
        "Llama-3-70B, 70553706496",
        "Llama-3.1-8B, 8030261248",
        "Llama-3.1-70B, 70553706496",
        "Llama-3.1-405B, 405853388800",
        "CodeLlama-34b, 33743970304",
        "Mistral-7B-v0.1, 7241732096",
        "Mistral-7B-v0.3, 7248023552",
        "Mixtral-8x7B, 46702792704",
        "Qwen2-7B, 7615616512",
        "Qwen2.5-7B, 7615616512",
        "Qwen2.5-14B, 14770033664",
        "Qwen2.5-32B, 32763876352",
        "Qwen2.5-72B, 72706203648",
        "Qwen-72B, 72287920128",
        "Qwen3-8B, 8190735360",
        "Qwen3-14B, 14768307200",
        "Qwen3-32B, 32762123264",
        "Qwen3-30B-A3B, 30532122624",
        "phi-2, 2779683840",
        "Yi-34B, 34388917248"
    })
    void countsTheParametersThatArePublished(String name, long parameters) {
        assertThat(model(name).parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest
    @CsvSource({"internlm-20b, 20.1", "falcon-180B, 179.5"})
    void countsAboutTheParametersThatArePublishedInBillions(String name, double billions) {
        assertThat(model(name).parameters() / 1e9).isCloseTo(billions, withinPercentage(0.5));
    }

    @ParameterizedTest
    @CsvSource({"Mixtral-8x7B, 12.9", "Qwen3-30B-A3B, 3.3"})
    void countsTheActiveParametersOfMixtures(String name, double billions) {
        assertThat(model(name).activeParameters() / 1e9).isCloseTo(billions, withinPercentage(2));
    }

    @Test
    void findsNamesWhateverTheirVendorCaseAndEnding() {
        ModelSpec llama = model("meta-llama/Llama-2-7b-hf");
        assertThat(model("llama-2-7b")).isEqualTo(llama);
        assertThat(model("LLAMA-2-7B-chat-hf")).isEqualTo(llama);
        assertThat(model("meta-llama/Meta-Llama-3-8B-Instruct")).isEqualTo(model("llama-3-8b"));
        assertThat(model("mistralai/Mistral-7B-Instruct-v0.3").vocabulary()).isEqualTo(32768);
        assertThat(model("Qwen/Qwen-2-7B")).isEqualTo(model("Qwen/Qwen2-7B"));
    }

    @Test
    void suggestsTheNearestNames() {
        assertThatThrownBy(() -> model("llama-2-8b"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "model 'llama-2-8b' is neither in the catalogue (see sangam models) nor the path of a config.json or GGUF file. Maybe ")
                .hasMessageContaining("meta-llama/Llama-2-7b-hf");
        assertThatThrownBy(() -> model("qwen3")).hasMessageContaining("Qwen/Qwen3-14B");
        assertThatThrownBy(() -> model("")).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> model("nul\0l")).isInstanceOf(InputException.class);
    }

    @Test
    void takesNumberFormatsAndNewShapesFromTheDeployment() {
        ModelSpec eight = read("{name: llama-3-8b, weight_dtype: fp8, kv_dtype: fp8}");
        assertThat(eight).isEqualTo(model("llama-3-8b").with(Dtype.FP8, Dtype.FP8));
        ModelSpec mine = read("{name: mine, layers: 2, hidden: 64, heads: 4, intermediate: 128, vocabulary: 1000,"
                + " max_context: 512, tied_embeddings: true}");
        assertThat(mine.attention().kvHeads()).isEqualTo(4);
        assertThat(mine.parameters()).isEqualTo(2 * (4 * 64 * 64 + 3 * 64 * 128 + 2 * 64) + 64_000 + 64);
    }

    @Test
    void saysWhatIsWrongWithAShape() {
        assertThatThrownBy(() -> read("{name: mine, layers: 2}")).hasMessage("d.yaml:1: model.hidden is missing");
        assertThatThrownBy(() -> read("{name: lama-9}"))
                .hasMessageStartingWith("d.yaml:1: model.name is 'lama-9', which");
        assertThatThrownBy(() -> read("{name: mine, hidden: 65, heads: 4}"))
                .hasMessage("d.yaml:1: model.heads is 4; it must divide the hidden size 65, or head_dim must be given");
        assertThatThrownBy(() -> read("{name: llama-3-8b, heds: 4}")).hasMessageContaining("model.heds is not a key");
    }

    private static ModelSpec model(String name) {
        return ModelCatalogue.resolve(name, HERE);
    }

    private static ModelSpec read(String model) {
        Section root = Section.parse("d.yaml", "model: " + model);
        ModelSpec spec = ModelCatalogue.read(root, "model", HERE);
        root.done();
        return spec;
    }
}
