package dev.sangam.serve.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LlamaLibraryTest {
    @TempDir
    private Path folder;

    @Test
    void theLibraryTellsWhatItIs() {
        LlamaLibrary library = Stories.library();
        assertThat(library.version()).startsWith("0.5.0");
        assertThat(library.systemInfo()).contains("CPU");
        assertThat(LlamaLibrary.load(Optional.empty())).isSameAs(library);
        assertThat(LlamaLibrary.load(Optional.of(library.folder()))).isSameAs(library);
    }

    @Test
    void aProcessHasOneLibraryAlone() {
        Stories.library();
        assertThatThrownBy(() -> LlamaLibrary.load(Optional.of(folder)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(folder.toString(), "already");
    }

    @Test
    void theLibrariesAreUnpackedOnceAndMendedWhenDamaged() throws IOException {
        NativeFolder natives = packaged(folder);
        Path llama = natives.llama();
        long size = Files.size(llama);
        var time = Files.getLastModifiedTime(llama);

        assertThat(packaged(folder).llama()).isEqualTo(llama);
        assertThat(Files.getLastModifiedTime(llama)).isEqualTo(time);
        Files.writeString(llama, "damaged");

        assertThat(Files.size(packaged(folder).llama())).isEqualTo(size);
        assertThat(entries(folder.resolve("natives"))).containsExactly(natives.path());
    }

    @Test
    void severalMayUnpackAtOnce() throws IOException {
        List<Path> paths = IntStream.range(0, 4)
                .parallel()
                .mapToObj(i -> packaged(folder).path())
                .distinct()
                .toList();
        assertThat(paths).hasSize(1);
        assertThat(entries(folder.resolve("natives"))).isEqualTo(paths);
    }

    @Test
    void aCacheThatCannotBeWrittenIsNamed() throws IOException {
        packaged(folder);
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> packaged(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(file.toString(), "-Dsangam.cache");
    }

    @Test
    void aFolderWithoutLibrariesIsRefused() throws IOException {
        NativeFolder empty = NativeFolder.of(folder);
        assertThatThrownBy(empty::llama).isInstanceOf(InputException.class).hasMessageContaining("no llama library");
        assertThatThrownBy(empty::ggml).isInstanceOf(InputException.class).hasMessageContaining("no ggml library");
        assertThatThrownBy(() -> NativeFolder.of(folder.resolve("none")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not a folder");
    }

    @Test
    void theNamesOfReleasesAndOfPackagesAreKnown() throws IOException {
        for (String name :
                List.of("libllama.so.0.5.0", "libllama.so", "libllama-common.so", "libggml.cuda.v0.5.0.so")) {
            Files.createFile(folder.resolve(name));
        }
        NativeFolder natives = NativeFolder.of(folder);
        assertThat(natives.llama()).hasFileName("libllama.so");
        assertThat(natives.ggml()).hasFileName("libggml.cuda.v0.5.0.so");
    }

    private static NativeFolder packaged(Path cache) {
        Stories.assumeNatives();
        return NativeFolder.packaged(cache);
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
