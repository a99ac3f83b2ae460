package dev.sangam.cli;

import dev.sangam.files.Section;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that runs kernels: a model, and how they are set up for it. */
final class ModelFlags {
    @Option(names = "--model", paramLabel = "MODEL", description = "A GGUF file, hf:owner/repo/file.gguf, or demo.")
    private @Nullable String model;

    @Option(
            names = "--context",
            paramLabel = "TOKENS",
            description = "Longest sequence (default: the model's own, at most 8192).")
    private @Nullable String context;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the kernels (default: one less than there are cores).")
    private @Nullable String threads;

    @Option(
            names = "--libraries",
            paramLabel = "DIR",
            description = "llama.cpp libraries of your own build, in place of those that come with Sangam.")
    private @Nullable String libraries;

    /** What {@code --model} says, if it is given. */
    Optional<String> model() {
        return Optional.ofNullable(model);
    }

    /** Sets what the options, but for the model, change in a deployment. */
    void applyTo(Section root) {
        DeploymentChanges.put(root, "engine.context", context, "--context " + context);
        DeploymentChanges.put(root, "engine.threads", threads, "--threads " + threads);
        DeploymentChanges.put(
                root, "engine.libraries", libraries == null ? null : absolute(libraries), "--libraries " + libraries);
    }

    /** The file of a model, which is downloaded when it must be; empty when it is to be on this machine and is not. */
    static Optional<Path> file(ModelReference reference, Path folder) {
        if (reference instanceof ModelReference.LocalFile(Path path)) {
            return Optional.of(folder.resolve(path)).filter(Files::isRegularFile);
        }
        try (Download download = new Download()) {
            return Optional.of(ModelFiles.ofUser().file(reference, download));
        }
    }

    /** A model's name: its file's without the ending. */
    static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("(?<=.)[.]gguf$", "");
    }

    /** A path on the command line counts from the current folder, not from a deployment file's. */
    static String absolute(String path) {
        return DeploymentChanges.quoted(Path.of(path).toAbsolutePath().toString());
    }

    /** Shows how far a download has come. */
    private static final class Download implements ModelFiles.Progress, AutoCloseable {
        private @Nullable Progress progress;

        @Override
        public void at(long done, long total) {
            if (progress == null) {
                progress = new Progress("download", total);
            }
            progress.reach(done);
        }

        @Override
        public void close() {
            if (progress != null) {
                progress.close();
            }
        }
    }
}
