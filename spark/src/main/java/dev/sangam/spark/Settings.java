package dev.sangam.spark;

import dev.sangam.core.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.SparkConf;

/** How Spark is set up. A system property with the name of a setting overrides any of these. */
final class Settings {
    private static final String LOOPBACK = "127.0.0.1";
    /** A task may be that unlucky with its executors before a search is given up. */
    private static final String FAILURES = "16";

    private Settings() {}

    static SparkConf of(Address address) {
        SparkConf settings = new SparkConf().setMaster(address.text());
        Map.of(
                        "spark.app.name", "sangam plan",
                        "spark.ui.enabled", "false",
                        "spark.ui.showConsoleProgress", "false",
                        "spark.task.maxFailures", FAILURES)
                .forEach(settings::setIfMissing);
        switch (address) {
            case Address.OnThisMachine local -> stayHere(settings);
            case Address.Processes local -> {
                stayHere(settings);
                requireHome(address);
                settings.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
            }
            case Address.Masters masters -> {
                masters.requireOne();
                settings.setJars(Jars.ofTasks());
                // Spark has some of the same libraries, not always as new.
                settings.setIfMissing("spark.executor.userClassPathFirst", "true");
            }
        }
        return settings;
    }

    private static void stayHere(SparkConf settings) {
        settings.setIfMissing("spark.driver.host", LOOPBACK);
        settings.setIfMissing("spark.driver.bindAddress", LOOPBACK);
    }

    /** Spark says this on a log of its own, again and again. */
    private static void requireHome(Address address) {
        String home = System.getenv("SPARK_HOME");
        if (home == null || !Files.isDirectory(Path.of(home, "jars"))) {
            throw new InputException("--cluster " + address.text() + ": the environment's SPARK_HOME is "
                    + (home == null ? "not set" : home) + "; it must be a folder with a folder 'jars'."
                    + " Maybe start the command by the script sangam, which sets it");
        }
    }
}
