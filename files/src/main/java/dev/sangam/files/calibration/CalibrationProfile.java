package dev.sangam.files.calibration;

import dev.sangam.core.InputException;
import dev.sangam.core.calibration.CalibratedTimes;
import dev.sangam.core.calibration.CalibrationFit;
import dev.sangam.core.calibration.Sample;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Measured batch times of a machine and a model, and the model fitted to them: what {@code sangam calibrate} writes, the
 * live scheduler asks and the simulator takes for its clock.
 *
 * @param model whose steps they are
 * @param machine what they ran on
 * @param settings how the kernels were set up
 * @param measured when
 * @param samples what was measured
 * @param fit the batch-time model and its error
 */
public record CalibrationProfile(
        ModelFile model,
        Machine machine,
        KernelSettings settings,
        Instant measured,
        List<Sample> samples,
        CalibrationFit fit) {
    /** Name and version of the format; a reader refuses any other. */
    public static final String SCHEMA = "sangam.calibration/1";

    public CalibrationProfile {
        samples = List.copyOf(samples);
    }

    /**
     * Reads a profile.
     *
     * @throws InputException when it is not one, or not complete, with the place of what is wrong
     */
    public static CalibrationProfile read(Path file) {
        return ProfileJson.read(file);
    }

    /** The file's text. */
    public String json() {
        return ProfileJson.text(this);
    }

    /** Predicts the time of a batch. Immutable; {@code CorrectedTimes} follows a live machine with it. */
    public CalibratedTimes times() {
        return fit.times();
    }

    /**
     * Refuses a profile of another model.
     *
     * @param place where the profile was asked for: a file, or an option
     */
    public void requireModel(ModelFile served, String place) {
        if (!model.sameAs(served)) {
            throw new InputException(place + ": was measured with " + model.name() + " (" + model.bytes()
                    + " bytes), but the model is " + served.name() + " (" + served.bytes()
                    + " bytes). Maybe run sangam calibrate --model " + served.name());
        }
    }
}
