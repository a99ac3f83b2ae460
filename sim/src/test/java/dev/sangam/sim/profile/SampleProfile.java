package dev.sangam.sim.profile;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A profile that our profiler measured of a tiny model on a processor. */
public final class SampleProfile {
    private SampleProfile() {}

    /** Its folder, to be read only. */
    public static Path path() {
        try {
            URI meta = Objects.requireNonNull(SampleProfile.class.getResource("/profiles/tiny-cpu/meta.yaml"))
                    .toURI();
            return Objects.requireNonNull(Path.of(meta).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A copy to be changed. */
    public static Path copy(Path into) throws IOException {
        Path from = path();
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path to = into.resolve(from.relativize(file).toString());
            Files.createDirectories(to.getParent());
            Files.copy(file, to);
        }
        return into;
    }
}
