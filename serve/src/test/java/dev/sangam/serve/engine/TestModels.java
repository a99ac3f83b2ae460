package dev.sangam.serve.engine;

import dev.sangam.files.gguf.RandomModel;
import dev.sangam.files.gguf.TensorType;
import dev.sangam.serve.models.ModelFiles;
import dev.sangam.serve.models.ModelReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The models that tests run on. */
final class TestModels {
    private TestModels() {}

    /** The demo model, and those of the reference data, where it is at hand. */
    static List<Path> all() {
        List<Path> models = new ArrayList<>();
        models.add(ModelFiles.ofUser().file(new ModelReference.Demo(), (done, total) -> {}));
        Path folder = Path.of(System.getProperty("sangam.data", "")).resolve("models");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".gguf")).sorted().forEach(models::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return models;
    }

    /** A tiny model of random weights, with a chat template; the same file for every test of the run. */
    static synchronized Path random(TensorType type, boolean embeddings) {
        Path file = Path.of(System.getProperty("java.io.tmpdir"))
                .resolve("sangam-test-" + ProcessHandle.current().pid() + "-" + type + "-" + embeddings + ".gguf");
        if (!Files.exists(file)) {
            file.toFile().deleteOnExit();
            new RandomModel(RandomModel.shape("tiny"), type, 1, embeddings).write(file, done -> {});
        }
        return file;
    }
}
