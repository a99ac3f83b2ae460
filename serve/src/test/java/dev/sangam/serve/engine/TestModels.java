package dev.sangam.serve.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The models that tests run on: those of the reference data, where it is at hand. */
final class TestModels {
    private TestModels() {}

    static List<Path> all() {
        List<Path> models = new ArrayList<>();
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
}
