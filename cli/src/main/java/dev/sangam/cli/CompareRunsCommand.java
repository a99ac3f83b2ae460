package dev.sangam.cli;

import dev.sangam.sim.report.RunComparison;
import dev.sangam.sim.report.RunFolder;
import dev.sangam.sim.report.SavedSummary;
import dev.sangam.sim.report.SummaryJson;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam compare-runs A B}. */
@Command(
        name = "compare-runs",
        mixinStandardHelpOptions = true,
        description = "Two results side by side: every figure of A and B, their difference and ratio.",
        footerHeading = "%nExample:%n",
        footer = {
            "  sangam simulate --policy sarathi --out runs/a",
            "  sangam simulate --policy vllm-v1 --out runs/b",
            "  sangam compare-runs runs/a runs/b"
        })
final class CompareRunsCommand implements Runnable {
    @Parameters(index = "0", paramLabel = "A", description = "Folder of a run, or its summary.json.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "Folder of another run, or its summary.json.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path b;

    @Option(names = "--json", description = "Print JSON in place of the table.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        RunComparison comparison = RunComparison.of(read(a), read(b));
        spec.commandLine().getOut().print(json ? comparison.json() : comparison.text(Terminal.style()));
        spec.commandLine().getOut().flush();
    }

    private static SavedSummary read(Path path) {
        return SummaryJson.read(Files.isDirectory(path) ? path.resolve(RunFolder.SUMMARY) : path);
    }
}
