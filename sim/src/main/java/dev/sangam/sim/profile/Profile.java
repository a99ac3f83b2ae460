package dev.sangam.sim.profile;

import dev.sangam.core.InputException;
import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.core.model.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Measured operator times of a model on an accelerator, in whatever format they were published. */
public sealed interface Profile permits MeasuredProfileFolder, VidurFolder {
    /**
     * Opens a folder, or a file of Vidur's, and recognises the format by the files that are there.
     *
     * @throws InputException when it is no profile, with what each format would have
     */
    static Profile open(Path path) {
        if (Files.isRegularFile(path.resolve("meta.yaml"))) {
            return MeasuredProfileFolder.open(path);
        }
        if (VidurFolder.isOne(path)) {
            return VidurFolder.open(path);
        }
        if (!Files.exists(path)) {
            throw new InputException(path + ": does not exist; it must be a profile's folder");
        }
        if (Files.exists(path.resolve("journal.jsonl"))) {
            throw new InputException(
                    path + ": is an interrupted run of the profiler that has not got through its coarse"
                            + " grid: it has a journal.jsonl, but no meta.yaml yet. Maybe go on with it: python -m profiler with the"
                            + " same arguments");
        }
        Path inner = path.resolve("profile");
        throw new InputException(
                path + ": is no profile: it has neither meta.yaml (python -m profiler, LLMServingSim) nor"
                        + " mlp.csv (Vidur)" + (Files.exists(inner.resolve("meta.yaml")) ? ". Maybe " + inner : ""));
    }

    /** Where it is. */
    Path path();

    /** Whose format it is, for people. */
    String format();

    /** The model it was measured with, where the profile says so. */
    Optional<String> model();

    /** The accelerator it was measured on, where the profile says so. */
    Optional<String> hardware();

    /** The shape of the model that it was measured with. */
    ProfileShape shape();

    /** Degrees of tensor parallelism that were measured, rising. */
    List<Integer> degrees();

    /** What somebody who uses it should know: a run that was cut off, operators that are missing for some uses. */
    List<String> notes();

    /** The files that the simulator reads, beneath {@link #path()}, with the names that they have in a stored profile. */
    List<ProfileFile> files();

    /**
     * Checks that a model has the shape that was measured.
     *
     * @throws InputException with both shapes when it has not
     */
    void require(ModelSpec model);

    /**
     * Reads, checks and fits everything of one degree of tensor parallelism.
     *
     * @throws InputException when something is missing or wrong, with file, line and value
     */
    List<OperatorFit> operators(int tensorParallel);

    /** The model of batch times, the same interface for every format. */
    BatchTimeModel batchTime(ProfileUse use);

    /**
     * One file of a profile.
     *
     * @param path where it is
     * @param name where it is in a stored profile, such as {@code tp1/dense.csv}
     */
    record ProfileFile(Path path, String name) {}
}
