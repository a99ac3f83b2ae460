package dev.sangam.serve.models;

import dev.sangam.core.InputException;
import dev.sangam.serve.models.ModelReference.Demo;
import dev.sangam.serve.models.ModelReference.HubFile;
import dev.sangam.serve.models.ModelReference.LocalFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns references into files of this machine. What is downloaded or unpacked is kept in a folder, which may be deleted at
 * any time; what is there whole is used as it is, without asking anybody. Several processes may share the folder.
 */
public final class ModelFiles {
    private final Path folder;
    private final HubAccess access;

    /** Told how far a download has come, in bytes; the total is that of the file. */
    @FunctionalInterface
    public interface Progress {
        /** Called about ten times a second, on the caller's thread. */
        void at(long done, long total);
    }

    /**
     * @param folder where models are kept
     * @param access to the hub
     */
    public ModelFiles(Path folder, HubAccess access) {
        this.folder = folder;
        this.access = access;
    }

    /** The user's: the folder {@code models} of {@code -Dsangam.cache}, or of {@code sangam} in the user's cache folder. */
    public static ModelFiles ofUser() {
        Map<String, String> environment = System.getenv();
        return new ModelFiles(cache(environment, System.getProperty("sangam.cache")), HubAccess.of(environment));
    }

    static Path cache(Map<String, String> environment, @Nullable String given) {
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path home = Path.of(System.getProperty("user.home", "."));
        Path user = (xdg.isBlank() ? home.resolve(".cache") : Path.of(xdg)).resolve("sangam");
        return (given == null || given.isBlank() ? user : Path.of(given)).resolve("models");
    }

    /**
     * The file that a reference means; downloads it when need be.
     *
     * @throws InputException when there is none, or it cannot be had
     */
    public Path file(ModelReference reference, Progress progress) {
        return switch (reference) {
            case LocalFile(Path path) -> path;
            case HubFile file -> downloaded(file, progress);
            case Demo() -> DemoModel.unpacked(folder.resolve("demo"));
        };
    }

    private Path downloaded(HubFile file, Progress progress) {
        Path target = folder.resolve("hf")
                .resolve(file.owner())
                .resolve(file.repo())
                .resolve(Escaped.step(file.revision()))
                .resolve(file.file());
        if (Files.isRegularFile(target)) {
            return target;
        }
        try (HubClient hub = new HubClient(access)) {
            return new ModelDownload(hub, file, target, progress).run();
        }
    }
}
