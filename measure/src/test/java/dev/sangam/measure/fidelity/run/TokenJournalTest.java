package dev.sangam.measure.fidelity.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.measure.fidelity.TokenPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenJournalTest {
    private static final List<KeptToken> FIRST = List.of(
            new KeptToken(new TokenPair(0, -1.25, -1.5, true), 7, 7),
            new KeptToken(new TokenPair(Math.PI, Math.log(1e-9), -0.0, false), 0, 127_999));
    private static final List<KeptToken> SECOND = List.of(new KeptToken(new TokenPair(1e-300, -2, -3, true), 1, 1));

    @TempDir
    private Path folder;

    private TokenJournal open(String window) {
        SequencedMap<String, String> settings = new LinkedHashMap<>();
        settings.put("text", "0123");
        settings.put("window", window);
        return TokenJournal.open(folder.resolve("t.tokens"), settings, false);
    }

    private void write() {
        try (TokenJournal journal = open("512")) {
            journal.add(FIRST);
            journal.add(SECOND);
        }
    }

    @Test
    void whatWasKeptIsThereAgainToTheBit() {
        write();
        try (TokenJournal journal = open("512")) {
            assertThat(journal.windows()).containsExactly(FIRST, SECOND);
            assertThat(journal.startedAnew()).isFalse();
            journal.add(FIRST);
        }
        try (TokenJournal journal = open("512")) {
            assertThat(journal.windows()).containsExactly(FIRST, SECOND, FIRST);
        }
    }

    @Test
    void aFileThatWasCutAnywhereLosesAtMostWhatWasCut() throws IOException {
        write();
        Path file = folder.resolve("t.tokens");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (TokenJournal journal = open("512")) {
                List<List<KeptToken>> known = journal.windows();
                assertThat(known)
                        .as("cut to %d bytes", length)
                        .isEqualTo(List.of(FIRST, SECOND).subList(0, known.size()));
                journal.add(SECOND);
            }
            try (TokenJournal journal = open("512")) {
                assertThat(journal.windows().getLast()).isEqualTo(SECOND);
            }
        }
    }

    @Test
    void damageIsNoticed() throws IOException {
        write();
        Path file = folder.resolve("t.tokens");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 8] ^= 1;
        Files.write(file, bytes);
        try (TokenJournal journal = open("512")) {
            assertThat(journal.windows()).containsExactly(FIRST);
        }
    }

    @Test
    void otherSettingsBeginAnew() {
        write();
        try (TokenJournal journal = open("256")) {
            assertThat(journal.windows()).isEmpty();
            assertThat(journal.startedAnew()).isTrue();
        }
        try (TokenJournal journal = open("256")) {
            assertThat(journal.startedAnew()).isFalse();
        }
    }
}
