package dev.sangam.files.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.Probe;
import dev.sangam.core.calibration.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CalibrationProfileTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path file;
    private CalibrationProfile profile;

    @BeforeEach
    void write() throws IOException {
        model = Files.write(folder.resolve("m.gguf"), new byte[3 << 20]);
        List<Sample> samples = new ArrayList<>();
        for (int decodes = 0; decodes <= 8; decodes++) {
            for (int chunk : new int[] {0, 5, 64, 200}) {
                if (decodes + chunk > 0) {
                    Probe probe = Probe.alone(decodes, decodes > 0 ? 100 : 0, chunk, 0, chunk == 5);
                    samples.add(new Sample(probe, 1e7 / 3 + 2e6 * probe.tokens(), 5, 0.01));
                }
            }
        }
        profile = new CalibrationProfile(
                ModelFile.of(model),
                new Machine("a \"fast\" CPU", 2, "llama.cpp b1"),
                new KernelSettings(1, 4096, 8, 512, true, true),
                Instant.parse("2026-01-31T12:00:00Z"),
                samples,
                CalibrationFit.of(samples, true));
        file = Files.writeString(folder.resolve("p.json"), profile.json());
    }

    @Test
    void whatWasWrittenIsReadBackEqual() {
        CalibrationProfile read = CalibrationProfile.read(file);
        assertThat(read.json()).isEqualTo(profile.json());
        assertThat(read.model()).isEqualTo(profile.model());
        assertThat(read.machine()).isEqualTo(profile.machine());
        assertThat(read.settings()).isEqualTo(profile.settings());
        assertThat(read.samples()).isEqualTo(profile.samples());
        for (Sample sample : read.samples()) {
            var shape = sample.probe().shape();
            assertThat(read.times().stageNanos(shape, true))
                    .isEqualTo(profile.times().stageNanos(shape, true));
        }
    }

    @Test
    void aProfileOfAnotherModelIsRefused() throws IOException {
        Path other = Files.write(folder.resolve("other.gguf"), new byte[4 << 20]);
        assertThatThrownBy(() -> profile.requireModel(ModelFile.of(other), "--profile p.json"))
                .isInstanceOf(InputException.class)
                .hasMessage("--profile p.json: was measured with m.gguf (3145728 bytes), but the model is other.gguf"
                        + " (4194304 bytes). Maybe run sangam calibrate --model other.gguf");
        Path renamed = Files.copy(model, folder.resolve("renamed.gguf"));
        profile.requireModel(ModelFile.of(renamed), "p.json");
    }

    @Test
    void aChangeAtEitherEndOfAModelIsSeen() throws IOException {
        for (int at : new int[] {0, (3 << 20) - 1}) {
            byte[] bytes = new byte[3 << 20];
            bytes[at] = 1;
            Path changed = Files.write(folder.resolve("changed.gguf"), bytes);
            assertThat(ModelFile.of(changed).sameAs(profile.model())).isFalse();
        }
    }

    @Test
    void aModelThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ModelFile.of(folder.resolve("none.gguf")))
                .isInstanceOf(InputException.class)
                .hasMessageEndingWith("none.gguf: cannot be read (no such file)");
        assertThatThrownBy(() -> ModelFile.of(folder)).isInstanceOf(InputException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "schema" : "sangam.calibration/1" | "schema" : "sangam.calibration/9" | schema is 'sangam.calibration/9'; it must be
            "threads" : 1,                    |                                   | settings.threads is missing
            "threads" : 1,                    | "threads" : 0,                    | settings: threads is 0; it must be >= 1
            "threads" : 1,                    | "threads" : "one",                | settings.threads is 'one'
            "measured" : "2026-01-31T12       | "measured" : "soon                | measured is 'soon:00:00Z'
            "bytes" : 3145728                 | "bytes" : -1                      | model.bytes is -1
            "fingerprint" : "                 | "fingerprint" : "x                | model: fingerprint is 'x
            "rest" : 0                        | "rest" : -5                       | fit.term_ns.rest is -5
            "rest" : 0                        | "cell" : 5                        | fit.term_ns.rest is missing
            "held_tokens" : 105               | "held_tokens" : 3                 | held_tokens is 3; it must be >= the
            "repeats" : 5                     | "repeats" : 0                     | samples[0]: repeats is 0; it must be >= 1
            "unified_kv" : true,              | "unified_kv" : true, "x" : 1,     | settings.x is not a key known here
            "samples"                         | "simples"                         | simples is not a key known here
            }                                 | ]                                 | is not valid JSON
            """)
    void aDamagedProfileIsRefusedWithThePlace(String from, String to, String problem) throws IOException {
        String text = profile.json();
        assertThat(text).contains(from);
        int at = text.indexOf(from);
        Files.writeString(file, text.substring(0, at) + (to == null ? "" : to) + text.substring(at + from.length()));
        assertThatThrownBy(() -> CalibrationProfile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(problem);
    }

    @Test
    void halfAProfileIsRefused() throws IOException {
        Files.writeString(file, profile.json().substring(0, 700));
        assertThatThrownBy(() -> CalibrationProfile.read(file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is not valid JSON");
    }
}
