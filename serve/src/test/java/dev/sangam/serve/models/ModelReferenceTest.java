package dev.sangam.serve.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import dev.sangam.serve.models.ModelReference.Demo;
import dev.sangam.serve.models.ModelReference.HubFile;
import dev.sangam.serve.models.ModelReference.LocalFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelReferenceTest {
    @TempDir
    private Path folder;

    @Test
    void everyKindIsTold() {
        assertThat(ModelReference.parse("demo")).isEqualTo(new Demo());
        assertThat(ModelReference.parse("a/b.gguf")).isEqualTo(new LocalFile(Path.of("a/b.gguf")));
        assertThat(ModelReference.parse("hf:o/r/f.gguf")).isEqualTo(new HubFile("o", "r", "f.gguf", "main"));
        assertThat(ModelReference.parse("hf:o/r.x-1/sub/f 1.gguf@refs/pr/2"))
                .isEqualTo(new HubFile("o", "r.x-1", "sub/f 1.gguf", "refs/pr/2"))
                .hasToString("hf:o/r.x-1/sub/f 1.gguf@refs/pr/2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "hf:",
                "hf:o/r",
                "hf:o/r/",
                "hf:o/r/f.bin",
                "hf:o/r/../f.gguf",
                "hf:o/../f.gguf",
                "hf:o/r//f.gguf",
                "hf:../r/f.gguf",
                "hf:o/r/a/../../f.gguf",
                "hf:o/r/f.gguf@",
                "hf:o/r/f.gguf@../x",
                "hf:o/r/f.gguf@a b",
                "hf:o/r/f\n.gguf",
                "hf:o r/r/f.gguf",
                "hf:o/r/a\\b.gguf",
                "a\0b"
            })
    void whatIsNoneIsRefused(String text) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> ModelReference.parse(text))
                .withMessageContaining("model is '");
    }

    @Test
    void theEnvironmentSaysWhereTheHubIs() {
        assertThat(HubAccess.of(Map.of()).endpoint()).isEqualTo(HubAccess.DEFAULT);
        HubAccess access = HubAccess.of(Map.of("HF_ENDPOINT", "https://mirror.example/hf/", "HF_TOKEN", " hf_x\n"));
        assertThat(access.endpoint()).isEqualTo(URI.create("https://mirror.example/hf"));
        assertThat(access).asString().contains("mirror.example").doesNotContain("hf_x");
        assertThat(access.tokenFor(URI.create("https://mirror.example:443/a"))).contains("hf_x");
        assertThat(access.tokenFor(URI.create("https://mirror.example:444/a"))).isEmpty();
        assertThat(access.tokenFor(URI.create("http://mirror.example/a"))).isEmpty();
        assertThat(access.tokenFor(URI.create("https://cdn.example/a"))).isEmpty();
        HubAccess plain = HubAccess.of(Map.of("HF_ENDPOINT", "http://mirror.example", "HF_TOKEN", "hf_x"));
        assertThat(plain.tokenFor(URI.create("http://mirror.example/a")))
                .as("in clear")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror", "ftp://mirror", "https://", "https://user:pass@mirror", "https://m/?q", "::"})
    void anEndpointThatIsNoAddressIsRefused(String endpoint) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> HubAccess.of(Map.of("HF_ENDPOINT", endpoint)))
                .withMessageStartingWith("HF_ENDPOINT is '");
    }

    @Test
    void aTokenThatIsNoneIsRefusedWithoutShowingIt() {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> HubAccess.of(Map.of("HF_TOKEN", "hf_a b")))
                .withMessageStartingWith("HF_TOKEN has characters")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hf_a"));
    }

    @Test
    void modelsAreKeptInTheUsersCache() {
        assertThat(ModelFiles.cache(Map.of("XDG_CACHE_HOME", "/x"), null)).isEqualTo(Path.of("/x/sangam/models"));
        assertThat(ModelFiles.cache(Map.of("XDG_CACHE_HOME", "/x"), "/y")).isEqualTo(Path.of("/y/models"));
        assertThat(ModelFiles.cache(Map.of(), null)).endsWithRaw(Path.of(".cache/sangam/models"));
    }

    @Test
    void aFileThatIsThereIsUsedWithoutAskingAnybody() throws Exception {
        ModelFiles files = new ModelFiles(folder, new HubAccess(URI.create("http://127.0.0.1:1"), ""));
        Path kept = folder.resolve("hf/o/r/v%2F1/sub/f.gguf");
        Files.createDirectories(kept.getParent());
        Files.writeString(kept, "GGUF");

        assertThat(files.file(ModelReference.parse("hf:o/r/sub/f.gguf@v/1"), (done, total) -> {}))
                .isEqualTo(kept);
        assertThat(files.file(ModelReference.parse("a.gguf"), (done, total) -> {}))
                .isEqualTo(Path.of("a.gguf"));
    }
}
