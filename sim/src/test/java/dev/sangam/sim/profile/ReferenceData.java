package dev.sangam.sim.profile;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where the recorded runs lie, if they do; tests that ask are skipped when they do not. */
final class ReferenceData {
    private ReferenceData() {}

    static Path vidur() {
        Path folder =
                Path.of(System.getProperty("sangam.data", "../shared/data")).resolve("vidur-reference");
        Assumptions.assumeTrue(Files.isDirectory(folder), () -> "no reference runs at " + folder);
        return folder;
    }
}
