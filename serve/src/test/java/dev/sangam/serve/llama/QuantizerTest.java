package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.files.gguf.GgufFile;
import dev.sangam.files.gguf.TensorType;
import dev.sangam.serve.models.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuantizerTest {
    @TempDir
    private Path folder;

    @Test
    void aModelIsWrittenInEachFormatAndStillSpeaks() throws IOException {
        for (QuantizationType type : new QuantizationType[] {
            QuantizationType.F32, QuantizationType.Q8_0, QuantizationType.Q4_0, QuantizationType.Q2_K
        }) {
            Path to = folder.resolve("made/" + type.label() + ".gguf");
            Quantized made = quantize(demo(), to, type);
            assertThat(made.file()).isEqualTo(to);
            assertThat(made.bytes()).isEqualTo(Files.size(to));
            assertThat(made.tensors().values().stream().mapToInt(i -> i).sum())
                    .isEqualTo(GgufFile.read(to).tensors().size());
            try (LlamaModel model = LlamaModel.open(Stories.library(), to, ModelOptions.DEFAULT);
                    LlamaContext context = LlamaContext.open(model, Stories.options(64, 64, 1))) {
                int[] prompt = model.vocabulary().tokenize("The whale", true, false);
                assertThat(Stories.go(context, 0, prompt, 8)).hasSize(8);
            }
        }
        try (Stream<Path> files = Files.list(folder.resolve("made"))) {
            assertThat(files).hasSize(4);
        }
    }

    @Test
    void tensorsThatDoNotFitATypesBlocksAreNamed() {
        // Rows of the demo model are 192 numbers long, those of ffn_down 512; a K type's block has 256.
        Quantized made = quantize(demo(), folder.resolve("q6_k.gguf"), QuantizationType.Q6_K);
        assertThat(made.tensors()).containsEntry(TensorType.Q6_K, 4).containsEntry(TensorType.Q8_0, 25);
        assertThat(made.fallbacks())
                .hasSize(25)
                .contains("token_embd.weight", "blk.0.attn_q.weight")
                .doesNotContain("blk.0.ffn_down.weight", "blk.0.attn_norm.weight");
        assertThat(quantize(demo(), folder.resolve("q8_0.gguf"), QuantizationType.Q8_0)
                        .fallbacks())
                .isEmpty();
    }

    @Test
    void whatIsQuantizedAlreadyIsRefused() {
        Path once = folder.resolve("q8_0.gguf");
        quantize(demo(), once, QuantizationType.Q8_0);
        assertThatThrownBy(() -> quantize(once, folder.resolve("q4_0.gguf"), QuantizationType.Q4_0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("q8_0.gguf is quantized already")
                .hasMessageContaining("Maybe make q4_0 from the F16 or F32 file");
        assertThat(folder.resolve("q4_0.gguf")).doesNotExist();
    }

    @Test
    void sourcesAndTargetsThatMakeNoSenseAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(demo());
        Path cut = Files.write(folder.resolve("cut.gguf"), Arrays.copyOf(whole, whole.length - 1000));
        refused(cut, folder.resolve("to.gguf"), "cut.gguf: is cut off");
        refused(folder.resolve("none.gguf"), folder.resolve("to.gguf"), "none.gguf: cannot be read");
        refused(demo(), demo(), "it must be another file");
        refused(demo(), folder, "is a folder");
        refused(demo(), cut.resolve("to.gguf"), "cannot be written");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    private void refused(Path from, Path to, String reason) {
        assertThatThrownBy(() -> quantize(from, to, QuantizationType.Q4_0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void typesHaveTheirUsualNames() {
        assertThat(QuantizationType.of("Q4_K_M")).isEqualTo(QuantizationType.Q4_K_M);
        assertThat(QuantizationType.of("iq4_nl").label()).isEqualTo("iq4_nl");
        assertThatThrownBy(() -> QuantizationType.of("iq2_xs"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("needs an importance matrix");
        assertThatThrownBy(() -> QuantizationType.of("q9"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("quantization type is 'q9'; it must be one of f32, f16");
    }

    private Path demo() {
        return DemoModel.unpacked(folder.resolve("demo"));
    }

    private static Quantized quantize(Path from, Path to, QuantizationType type) {
        return Quantizer.quantize(Stories.library(), from, to, type, 1);
    }
}
