package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.output.TableFormat;
import dev.sangam.measure.fidelity.FidelityGate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a comparison must show, and what it leaves behind. */
final class FidelityOutputFlags {
    @Option(
            names = "--gate",
            paramLabel = "GOAL",
            description = "End with exit code 3 unless it is met: 'flips<2%%', 'kl<0.02', 'mmlu: flips<3%%'."
                    + " May be repeated.")
    private List<String> gates = new ArrayList<>();

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            description = "Folder of the results, which replace those of an earlier comparison there (default:"
                    + " runs/fidelity-BASE-CANDIDATE). One that was stopped goes on where it was.")
    private @Nullable Path out;

    @Option(
            names = "--tables",
            paramLabel = "FORMAT",
            description = "Tables of items and tokens: parquet (default), csv or none.")
    private OutputOptions.Tables tables = OutputOptions.Tables.PARQUET;

    @Option(names = "--afresh", description = "Do not use what an earlier run left in the folder.")
    private boolean afresh;

    @Option(
            names = "--no-floor",
            description = "Do not run the base a second time to see how far it differs from itself.")
    private boolean noFloor;

    @Option(names = "--json", description = "Print JSON in place of the table.")
    private boolean json;

    FidelityOutputFlags() {}

    /** What the run must show. */
    List<FidelityGate> gates() {
        return gates.stream().map(FidelityGate::parse).toList();
    }

    /** Where the results go. */
    Path folder(String name) {
        if (out != null && out.toString().isEmpty()) {
            throw new InputException("--out is empty; it must be a folder");
        }
        return out != null
                ? out
                : Path.of("runs", name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("-+$", ""));
    }

    /** Of the tables, if there are to be any. */
    Optional<TableFormat> format() {
        return tables.format();
    }

    /** Whether to forget what an earlier run left. */
    boolean afresh() {
        return afresh;
    }

    /** Whether the base is run a second time. */
    boolean floor() {
        return !noFloor;
    }

    boolean json() {
        return json;
    }
}
