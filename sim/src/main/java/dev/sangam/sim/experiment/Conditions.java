package dev.sangam.sim.experiment;

import dev.sangam.core.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How experiments are run, whatever is in their files.
 *
 * @param seeds number of seeds in place of the files'
 * @param quick one seed, and the shorter runs that a file names
 * @param data folder of published traces
 */
public record Conditions(OptionalInt seeds, boolean quick, Optional<Path> data) {
    public Conditions {
        data.filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new InputException("--data " + folder + ": is not a folder");
        });
    }

    /** The file of a trace, where the data has it. */
    Optional<Path> trace(String name) {
        return data.flatMap(folder -> Stream.of(folder.resolve("traces").resolve(name), folder.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst());
    }
}
