package dev.sangam.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code sangam compare-runs A B}. */
@Command(
        name = "compare-runs",
        mixinStandardHelpOptions = true,
        description = "Two results side by side: every figure of A and B, their difference and ratio.")
final class CompareRunsCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "Folder of a run, or its summary.json.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path a;

    @Parameters(index = "1", paramLabel = "B", description = "Folder of another run, or its summary.json.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path b;

    @Override
    public Integer call() {
        throw new UnsupportedOperationException(a + " " + b);
    }
}
