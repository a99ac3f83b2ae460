package dev.sangam.sim.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Outcome OUTCOME =
            new Outcome(true, 1.25, 1.3, Optional.empty(), List.of(0.1), List.of("odd"), 3, 17);

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsThereAgain() {
        write("a", "b");
        try (Journal journal = Journal.open(folder, true)) {
            assertThat(journal.get("a")).contains(OUTCOME);
            assertThat(journal.get("c")).isEmpty();
            assertThat(journal.size()).isEqualTo(2);
            assertThat(journal.damaged()).isZero();
        }
    }

    @Test
    void aFreshOneKnowsNothing() {
        write("a");
        try (Journal journal = Journal.open(folder, false)) {
            assertThat(journal.size()).isZero();
        }
    }

    @Test
    void linesThatAreDamagedAreLeftOut() throws IOException {
        write("a", "b", "c");
        Path file = folder.resolve(Journal.NAME);
        List<String> lines = Files.readAllLines(file);
        Files.writeString(
                file,
                lines.get(0) + "\n" + lines.get(1).replace("1.25", "x") + "\nnonsense\n"
                        + lines.get(2).substring(0, 40));
        try (Journal journal = Journal.open(folder, true)) {
            assertThat(journal.size()).isEqualTo(1);
            assertThat(journal.damaged()).isEqualTo(3);
            journal.put("d", OUTCOME);
        }
        try (Journal journal = Journal.open(folder, true)) {
            assertThat(journal.get("a")).contains(OUTCOME);
            assertThat(journal.get("d"))
                    .as("what follows a line that was cut off")
                    .contains(OUTCOME);
        }
    }

    @Test
    void infinityAndWhatIsNotKnownAreKept() {
        Outcome outcome = new Outcome(true, 2, Double.POSITIVE_INFINITY, Optional.empty(), List.of(), List.of(), 1, 0);
        try (Journal journal = Journal.open(folder, true)) {
            journal.put("a", outcome);
        }
        try (Journal journal = Journal.open(folder, true)) {
            assertThat(journal.get("a")).contains(outcome);
        }
    }

    private void write(String... keys) {
        try (Journal journal = Journal.open(folder, true)) {
            for (String key : keys) {
                journal.put(key, OUTCOME);
            }
        }
    }
}
