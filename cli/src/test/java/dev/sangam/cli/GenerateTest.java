package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.gguf.GgufFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateTest {
    @TempDir
    private Path folder;

    @Test
    void aShapeCanBeChangedInPart() {
        String out = folder.resolve("m.gguf").toString();

        String said = Cli.run("models", "generate", out, "--shape", "tiny", "--layers", "3", "--type", "q8_0")
                .succeeds()
                .out();

        assertThat(said).startsWith(out + ": ").contains("in Q8_0");
        GgufFile file = GgufFile.read(Path.of(out));
        assertThat(file.ofArchitecture("block_count")).hasValue(3);
        assertThat(file.ofArchitecture("embedding_length")).hasValue(64);
    }

    @Test
    void whatCannotBeIsRefusedAndNothingIsWritten() {
        String out = folder.resolve("m.gguf").toString();
        Cli.run("models", "generate", out, "--shape", "7b").refuses("7b", "tiny, 135m");
        Cli.run("models", "generate", out, "--shape", "tiny", "--heads", "5").refuses("heads, which is 5");
        Cli.run("models", "generate", out, "--shape", "tiny", "--vocabulary", "9")
                .refuses("259 or more");
        Cli.run("models", "generate", out, "--shape", "tiny", "--hidden", "40", "--heads", "4")
                .refuses("no multiple of 32");
        Cli.run("models", "generate", out, "--type", "q5").refuses("--type");
        Cli.run("models", "generate", folder.resolve("none/m.gguf").toString(), "--shape", "tiny")
                .refuses("none/m.gguf: cannot be written");
        assertThat(folder).isEmptyDirectory();
    }
}
