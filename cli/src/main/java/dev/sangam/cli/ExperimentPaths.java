package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.NearNames;
import dev.sangam.files.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files of experiments.
 *
 * @param title what they are together
 * @param files at least one, by name
 */
record ExperimentPaths(String title, List<Path> files) {
    private static final String FOLDER = "experiments";
    private static final String SUFFIX = ".yaml";

    /** Those of a path, or of a name below {@code experiments} of this folder or of the product's. */
    static ExperimentPaths find(String name) {
        for (Path start : List.of(Path.of(""), Path.of(FOLDER), home().resolve(FOLDER))) {
            for (Path path : paths(start, name)) {
                if (Files.isDirectory(path)) {
                    return new ExperimentPaths(title(path), inside(path));
                }
                if (Files.isRegularFile(path)) {
                    return new ExperimentPaths(title(path), List.of(path));
                }
            }
        }
        List<String> known = known();
        throw new InputException("experiment '" + name + "': is neither a folder, nor a file, nor a name below "
                + FOLDER + "." + NearNames.advice(name, known));
    }

    private static List<Path> paths(Path start, String name) {
        try {
            return name.isEmpty() ? List.of() : List.of(start.resolve(name), start.resolve(name + SUFFIX));
        } catch (InvalidPathException e) {
            return List.of();
        }
    }

    /** For the name of a folder. */
    String slug() {
        String slug = title.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^-+|-+$", "");
        return slug.matches("[.]*") ? "run" : slug;
    }

    private static String title(Path path) {
        return String.valueOf(path.toAbsolutePath().normalize().getFileName()).replaceFirst("[.]ya?ml$", "");
    }

    private static List<Path> inside(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> files = entries.filter(path -> path.toString().endsWith(SUFFIX))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new InputException(folder + ": has no " + SUFFIX + " file; every experiment is one");
            }
            return files;
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be read (" + Reasons.of(e) + ")", e);
        }
    }

    private static Path home() {
        return Path.of(System.getProperty("sangam.home", ""));
    }

    private static List<String> known() {
        List<String> names = new ArrayList<>();
        for (Path start : List.of(Path.of(FOLDER), home().resolve(FOLDER))) {
            try (Stream<Path> entries = Files.isDirectory(start) ? Files.list(start) : Stream.empty()) {
                entries.filter(Files::isDirectory)
                        .map(path -> String.valueOf(path.getFileName()))
                        .filter(entry -> !names.contains(entry))
                        .forEach(names::add);
            } catch (IOException e) {
                return names;
            }
        }
        return names;
    }
}
