package dev.sangam.sim.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileLibraryTest {
    private static final StoredProfile FACTS =
            new StoredProfile(Optional.of("tiny"), Optional.empty(), "somewhere", "2026-11-23T12:00:00Z", 1.25);

    @TempDir
    private Path folder;

    @Test
    void keepsWhatTheSimulatorReadsAndNothingElse() throws IOException {
        ProfileLibrary library = new ProfileLibrary(folder.resolve("a/b"));
        assertThat(library.names()).isEmpty();
        Path place = library.store("tiny-cpu", Profile.open(SampleProfile.path()), FACTS);
        assertThat(library.names()).containsExactly("tiny-cpu");
        assertThat(library.path("tiny-cpu")).isEqualTo(place);
        assertThat(StoredProfile.beside(place)).contains(FACTS);
        assertThat(place.resolve("tp2/attention.csv"))
                .hasSameBinaryContentAs(SampleProfile.path().resolve("tp2/attention.csv"));
        assertThat(place.resolve("tp1/skew.csv")).doesNotExist();
        assertThat(OperatorFit.medianHeldOut(Profile.open(place).operators(1)))
                .isEqualTo(OperatorFit.medianHeldOut(
                        Profile.open(SampleProfile.path()).operators(1)));
        Files.writeString(place.resolve("stray"), "");
        library.store("tiny-cpu", Profile.open(SampleProfile.path()), FACTS);
        assertThat(place.resolve("stray")).doesNotExist();
        try (var entries = Files.list(folder.resolve("a/b"))) {
            assertThat(entries).as("no draft is left").containsExactly(place);
        }
    }

    @Test
    void aNameCannotLeaveTheFolder() {
        ProfileLibrary library = new ProfileLibrary(folder);
        for (String name : new String[] {"..", "a/b", "", ".hidden", "A100", "a".repeat(65), "a\0b", "con:"}) {
            assertThat(library.has(name)).as(name).isFalse();
            assertThatThrownBy(() -> ProfileLibrary.requireName(name, "--name"))
                    .as(name)
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("--name is '" + name + "'; it must be");
        }
        assertThat(ProfileLibrary.nameOf("Llama-3.1 8B/NVIDIA H100 80GB HBM3"))
                .isEqualTo("llama-3.1-8b-nvidia-h100-80gb-hbm3");
        assertThat(ProfileLibrary.nameOf("***")).isEqualTo("profile");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheNearest() {
        ProfileLibrary library = new ProfileLibrary(folder);
        assertThatThrownBy(() -> library.path("h100"))
                .hasMessageContaining("Maybe sangam profile import DIR --name h100");
        library.store("llama-h100", Profile.open(SampleProfile.path()), FACTS);
        assertThatThrownBy(() -> library.path("h100"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("profile 'h100' is not among the imported ones")
                .hasMessageEndingWith("Maybe llama-h100");
    }

    @Test
    void isWhereTheUsersDataAre() {
        assertThat(ProfileLibrary.place(Map.of(), "", "/home/x"))
                .isEqualTo(Path.of("/home/x/.local/share/sangam/profiles"));
        assertThat(ProfileLibrary.place(Map.of("XDG_DATA_HOME", "/d"), "", "/home/x"))
                .isEqualTo(Path.of("/d/sangam/profiles"));
        assertThat(ProfileLibrary.place(Map.of("XDG_DATA_HOME", "/d"), "/p", "/home/x"))
                .isEqualTo(Path.of("/p"));
    }
}
