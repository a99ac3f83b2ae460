package dev.sangam.cli;

import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.Probe;
import dev.sangam.core.calibration.Sample;
import dev.sangam.files.calibration.CalibrationProfile;
import dev.sangam.files.calibration.KernelSettings;
import dev.sangam.files.calibration.Machine;
import dev.sangam.files.calibration.ModelFile;
import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model of some kilobytes, and a profile of it that is made up.
 *
 * @param model {@code m.gguf}
 * @param profile {@code p.json}
 */
record TinyModel(Path model, Path profile) {
    /** Writes both. */
    static TinyModel in(Path folder) {
        try {
            Path model = folder.resolve("m.gguf");
            new RandomModel(RandomModel.shape("tiny"), TensorType.Q8_0, 1, false).write(model, bytes -> {});
            List<Sample> samples = IntStream.rangeClosed(1, 200)
                    .mapToObj(chunk -> Probe.alone(0, 0, chunk, 0, false))
                    .map(probe -> new Sample(probe, 1e6 + 2e4 * probe.tokens(), 3, 0))
                    .toList();
            CalibrationProfile profile = new CalibrationProfile(
                    ModelFile.of(model),
                    new Machine("made up", 2, "none"),
                    new KernelSettings(1, 2048, 8, 512, true, true),
                    Instant.EPOCH,
                    samples,
                    CalibrationFit.of(samples, true));
            return new TinyModel(model, Files.writeString(folder.resolve("p.json"), profile.json()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
