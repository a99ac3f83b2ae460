package dev.sangam.spark;

import com.fasterxml.jackson.annotation.JsonProperty;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.sim.search.Task;
import java.security.CodeSource;
import java.util.stream.Stream;
import org.duckdb.DuckDBDriver;
import org.snakeyaml.engine.v2.api.Load;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** What an executor needs to do tasks. */
final class Jars {
    private Jars() {}

    /** The jars of Sangam's own classes and of the libraries that reading and simulating a deployment take. */
    static String[] ofTasks() {
        return Stream.of(
                        SparkWorkers.class,
                        Task.class,
                        Section.class,
                        InputException.class,
                        JsonProperty.class,
                        JsonParser.class,
                        JsonNode.class,
                        YAMLFactory.class,
                        Load.class,
                        CsvReader.class,
                        DuckDBDriver.class)
                .map(Jars::holding)
                .distinct()
                .toArray(String[]::new);
    }

    private static String holding(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String place = source == null ? "" : source.getLocation().toString();
        if (!place.endsWith(".jar")) {
            throw new InputException(
                    type.getName() + " is not in a jar, so it cannot be sent to a cluster. Maybe start the"
                            + " command by the script sangam");
        }
        return place;
    }
}
