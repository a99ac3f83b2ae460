package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.output.TableFormat;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is shown while a benchmark runs, and what it leaves behind. */
final class BenchOutputFlags {
    private static final int MAX_PORT = 65_535;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of the results, which replace those of an earlier run there (default: runs/bench).")
    private Path out = Path.of("runs", "bench");

    @Option(
            names = "--tables",
            paramLabel = "FORMAT",
            description = "Table of the requests: parquet (default), csv or none.")
    private OutputOptions.Tables tables = OutputOptions.Tables.PARQUET;

    @Option(names = "--json", description = "Print JSON in place of the table.")
    private boolean json;

    @Option(names = "--quiet", description = "Show nothing while the run goes on.")
    private boolean quiet;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Prometheus metrics at http://127.0.0.1:PORT/metrics while the run goes on.")
    private @Nullable Integer metricsPort;

    BenchOutputFlags() {}

    /** Where the results go. */
    Path folder() {
        if (out.toString().isEmpty()) {
            throw new InputException("--out is empty; it must be a folder");
        }
        return out;
    }

    /** Of the table of requests, if there is to be one. */
    Optional<TableFormat> format() {
        return tables.format();
    }

    boolean json() {
        return json;
    }

    boolean quiet() {
        return quiet;
    }

    /** Where metrics are told, if they are. */
    Optional<Integer> metricsPort() {
        if (metricsPort != null && (metricsPort < 0 || metricsPort > MAX_PORT)) {
            throw new InputException("--metrics-port is " + metricsPort + "; it must be between 0 and " + MAX_PORT);
        }
        return Optional.ofNullable(metricsPort);
    }
}
