package dev.sangam.files.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    Path temp;

    private static OutputFolder open(Path folder) {
        return OutputFolder.open(folder, "summary.json", List.of("report.html", "steps.csv"));
    }

    @Test
    void filesAppearTogetherAtTheCommit() throws IOException {
        Path folder = temp.resolve("a/b");
        try (OutputFolder out = open(folder)) {
            out.file("report.html").write(new byte[] {1});
            out.file("summary.json").write(new byte[] {2});
            assertThat(names(folder)).containsExactlyInAnyOrder(".report.html.part", ".summary.json.part");
            out.commit();
        }
        assertThat(names(folder)).containsExactlyInAnyOrder("report.html", "summary.json");
    }

    @Test
    void leavesNothingBehindWithoutCommit() throws IOException {
        try (OutputFolder out = open(temp.resolve("a/b"))) {
            out.file("summary.json").write(new byte[] {2});
        }
        assertThat(names(temp)).isEmpty();
    }

    @Test
    void replacesAnEarlierRunButKeepsWhatIsNotOurs() throws IOException {
        for (String name : List.of("summary.json", "steps.csv", "notes.txt")) {
            Files.writeString(temp.resolve(name), "old");
        }
        try (OutputFolder out = open(temp)) {
            out.file("summary.json").write(new byte[] {2});
            assertThat(temp.resolve("steps.csv")).exists();
            out.commit();
        }
        assertThat(names(temp)).containsExactlyInAnyOrder("summary.json", "notes.txt");
        assertThat(Files.readAllBytes(temp.resolve("summary.json"))).containsExactly(2);
    }

    @Test
    void refusesAFolderThatHoldsSomethingElse() throws IOException {
        Files.writeString(temp.resolve("thesis.tex"), "years of work");
        refuses(temp, "holds files that are not a run's");
        assertThat(names(temp)).containsExactly("thesis.tex");
    }

    @Test
    void refusesAFileAsFolder() throws IOException {
        Path file = Files.writeString(temp.resolve("file"), "x");
        refuses(file, "is a file; it must be a folder");
        refuses(file.resolve("below"), "file");
    }

    @Test
    void refusesWhereNothingCanBeCreated() {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")));
        refuses(Path.of("/proc/sangam-run"), "/proc/sangam-run: cannot be written");
    }

    @Test
    void namesFileAndReasonWhenTheDiskIsFull() {
        Path full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full));
        OutputFile file = new OutputFile(full, Path.of("run/steps.csv"));
        assertThatThrownBy(() -> file.write(new byte[10]))
                .isInstanceOf(InputException.class)
                .hasMessage("run/steps.csv: cannot be written (No space left on device)");
        assertThatThrownBy(() -> {
                    try (TableWriter table = TableFormat.CSV.open(file, List.of(TableColumn.whole("n", "a number")))) {
                        table.add(1).end();
                    }
                })
                .isInstanceOf(InputException.class)
                .hasMessage("run/steps.csv: cannot be written (No space left on device)");
    }

    @Test
    void writesASingleFileWhollyOrNotAtAll() throws IOException {
        OutputFile.write(temp.resolve("comparison.json"), "{}");
        assertThat(temp.resolve("comparison.json")).hasContent("{}");
        Path taken = Files.createDirectories(temp.resolve("taken"));
        Files.writeString(taken.resolve("inside"), "x");
        assertThatThrownBy(() -> OutputFile.write(taken, "{}"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("taken: cannot be written");
        assertThat(names(temp)).containsExactlyInAnyOrder("comparison.json", "taken");
    }

    private static void refuses(Path folder, String message) {
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(p -> p.getFileName().toString()).toList();
        }
    }
}
