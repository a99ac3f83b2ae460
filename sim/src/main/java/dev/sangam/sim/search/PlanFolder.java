package dev.sangam.sim.search;

import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.OutputFolder;
import dev.sangam.files.output.TableFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The folder of a plan. Its journal is there while the search runs, and makes it one. */
public final class PlanFolder {
    /** The deployment that was found. */
    public static final String BEST = "best.yaml";

    static final String JSON = "plan.json";
    static final String REPORT = "report.html";
    private static final String CONFIGURATIONS = "configurations.parquet";
    private static final String POINTS = "points.parquet";

    private PlanFolder() {}

    /** Where the plan of a deployment goes, below a folder of runs. */
    public static String name(String deployment) {
        return "plan-" + deployment.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^-+|-+$", "");
    }

    /** Creates the folder, or takes an earlier plan's over. */
    public static OutputFolder open(Path folder) {
        return OutputFolder.open(folder, Journal.NAME, List.of(BEST, JSON, REPORT, CONFIGURATIONS, POINTS));
    }

    /** Writes everything. */
    public static void write(Plan plan, OutputFolder output) {
        write(output.file(BEST), BestFile.yaml(plan.question(), plan.best()));
        write(output.file(JSON), PlanJson.of(plan));
        write(output.file(REPORT), PlanPage.of(plan));
        PlanTables.configurations(plan, TableFormat.PARQUET, output.file(CONFIGURATIONS));
        PlanTables.points(plan, TableFormat.PARQUET, output.file(POINTS));
        commit(output);
    }

    /** The journal stays beside the results, for the next search there. */
    static void commit(OutputFolder output) {
        Path journal = output.path().resolve(Journal.NAME);
        try {
            output.file(Journal.NAME).write(Files.readAllBytes(journal));
        } catch (IOException e) {
            throw OutputFile.failure(journal, e);
        }
        output.commit();
    }

    private static void write(OutputFile file, String text) {
        file.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
