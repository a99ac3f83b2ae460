package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.core.model.HardwareSpec;
import dev.sangam.core.model.ModelSpec;
import dev.sangam.sim.hardware.HardwareCatalogue;
import dev.sangam.sim.model.ModelCatalogue;
import dev.sangam.sim.profile.MeasuredProfileFolder;
import dev.sangam.sim.profile.Profile;
import dev.sangam.sim.profile.ProfileLibrary;
import dev.sangam.sim.profile.VidurFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which profile, and of what. */
final class ProfileFlags {
    @Option(
            names = "--network",
            paramLabel = "DIR",
            description = "Folder of all_reduce.csv and send_recv.csv, for a profile in Vidur's format.")
    private @Nullable Path network;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description =
                    "The model it should be of (see 'sangam models', or the path of a config.json); one of another shape"
                            + " is refused.")
    private @Nullable String model;

    @Option(
            names = "--hardware",
            paramLabel = "NAME",
            description =
                    "The accelerator it was measured on, where it does not say so itself (see 'sangam hardware').")
    private @Nullable String hardware;

    /** A folder or file, or the name of an imported profile. */
    static Path path(String nameOrPath) {
        Path path = Path.of(nameOrPath);
        ProfileLibrary library = ProfileLibrary.ofUser();
        boolean name = !Files.exists(path) && (library.has(nameOrPath) || !nameOrPath.contains("/"));
        return name ? library.path(nameOrPath) : path;
    }

    /** Opens it, and checks that it is of the model that was asked for. */
    Profile open(Path path) {
        Profile profile = switch (Profile.open(path)) {
            case VidurFolder vidur -> network == null ? vidur : VidurFolder.open(path, network);
            case MeasuredProfileFolder measured -> {
                if (network != null) {
                    throw new InputException(
                            "--network is for profiles in Vidur's format; " + path + " is in " + measured.format());
                }
                yield measured;
            }
        };
        ModelSpec wanted = model();
        if (wanted != null) {
            profile.require(wanted);
        }
        return profile;
    }

    /** The model that was asked for; {@code null} for the profile's own. */
    @Nullable
    ModelSpec model() {
        return model == null ? null : ModelCatalogue.resolve(model, Path.of(""));
    }

    /** The accelerator that was named; {@code null} for the profile's own. */
    @Nullable
    HardwareSpec hardware() {
        return hardware == null ? null : HardwareCatalogue.resolve(hardware);
    }
}
