package dev.sangam.files.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileTest {
    @TempDir
    private Path folder;

    private void run(String text, int keep) throws IOException {
        try (RotatingFile file = RotatingFile.open(folder.resolve("log.jsonl"), keep)) {
            file.append((EventLogHeader.MAGIC + text).getBytes(StandardCharsets.UTF_8));
        }
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name)).replace(EventLogHeader.MAGIC, "");
    }

    @Test
    void whatAnEarlierRunLeftIsSetAsideUnderTheNextNumber() throws IOException {
        run("first", 9);
        run("second", 9);
        run("third", 9);
        assertThat(text("log.1.jsonl")).isEqualTo("first");
        assertThat(text("log.2.jsonl")).isEqualTo("second");
        assertThat(text("log.jsonl")).isEqualTo("third");
    }

    @Test
    void theOldestFilesGoAndOthersAreNotTouched() throws IOException {
        Files.writeString(folder.resolve("log.x.jsonl"), "mine");
        Files.writeString(folder.resolve("other.1.jsonl"), "mine");
        Files.writeString(folder.resolve("log.2.jsonl"), "mine");
        for (int i = 0; i < 12; i++) {
            run("run " + i, 2);
        }
        assertThat(Logs.in(folder).stream().map(p -> p.getFileName().toString()))
                .containsExactly(
                        "log.12.jsonl", "log.13.jsonl", "log.2.jsonl", "log.jsonl", "log.x.jsonl", "other.1.jsonl");
        assertThat(text("log.13.jsonl")).isEqualTo("run 10");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void onlyTheOwnerMayReadIt() throws IOException {
        run("secret hashes", 1);
        assertThat(Files.getPosixFilePermissions(folder.resolve("log.jsonl")))
                .isEqualTo(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    }

    @Test
    void whatCannotBeOpenedIsAnErrorAtTheStart() throws IOException {
        Files.writeString(folder.resolve("file"), "x");
        refuses(folder.resolve("none/log.jsonl"), "cannot be written");
        refuses(folder.resolve("file/log.jsonl"), "cannot be written");
        refuses(folder.resolve("file"), "holds something that is no event log");
        refuses(folder, "is not a file");
        refuses(Path.of(""), "is not a file");
    }

    private static void refuses(Path file, String problem) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> RotatingFile.open(file, 1))
                .withMessageContaining(problem);
    }
}
