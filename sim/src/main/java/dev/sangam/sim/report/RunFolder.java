package dev.sangam.sim.report;

import dev.sangam.files.output.OutputFolder;
import java.nio.file.Path;
import java.util.List;

/** The folder of a simulated run. */
public final class RunFolder {
    /** The file that makes a folder a run folder. */
    public static final String SUMMARY = "summary.json";

    /** Statistics over several seeds. */
    public static final String SEEDS = "seeds.json";

    private static final List<String> REPLACED = List.of(
            "report.html",
            SEEDS,
            "trace.json",
            "trace.json.gz",
            "requests.csv",
            "requests.parquet",
            "steps.csv",
            "steps.parquet",
            "timeseries.csv",
            "timeseries.parquet");

    private RunFolder() {}

    /** Creates the folder, or takes an earlier run's over. */
    public static OutputFolder open(Path folder) {
        return OutputFolder.open(folder, SUMMARY, REPLACED);
    }
}
