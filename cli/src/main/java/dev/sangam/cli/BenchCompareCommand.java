package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.measure.figures.RunContrast;
import dev.sangam.measure.figures.RunSplit;
import dev.sangam.measure.report.ContrastText;
import dev.sangam.measure.run.RunRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sangam bench compare}. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Two runs side by side: differences with 95 %% confidence intervals, and a test of the latencies.",
            "Several runs of each, with commas between them, tell how far equal runs differ."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam bench compare runs/a runs/b",
            "  sangam bench compare runs/a1,runs/a2,runs/a3 runs/b1,runs/b2,runs/b3",
            "  sangam bench compare runs/both                the two endpoints of one interleaved run",
            "",
            "Exit codes: 0 done, 2 bad input."
        })
final class BenchCompareCommand implements Runnable {
    private static final long SEED = 1;

    @Parameters(index = "0", paramLabel = "A[,A...]", description = "Folders of runs, or their run.jsonl.gz.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String a;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "B[,B...]",
            description = "Others. Without: A is one run against two endpoints.")
    private @Nullable String b;

    @Mixin
    private BenchSloFlags slos = new BenchSloFlags();

    @Option(names = "--json", description = "Print JSON in place of the table.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        List<RunRecord> ofA;
        List<RunRecord> ofB;
        if (b == null) {
            List<RunRecord> both = RunSplit.byEndpoint(BenchResult.read(Path.of(a)));
            if (both.size() != 2) {
                throw new InputException(
                        a + ": is a run against " + both.size() + (both.size() == 1 ? " endpoint" : " endpoints")
                                + ". Maybe give a second run to compare with");
            }
            ofA = List.of(both.getFirst());
            ofB = List.of(both.getLast());
        } else {
            ofA = read(a);
            ofB = read(b);
        }
        slos.requireClasses(Stream.concat(ofA.stream(), ofB.stream())
                .flatMap(run -> BenchResult.classes(run).stream())
                .distinct()
                .toList());
        RunContrast contrast = RunContrast.of(ofA, ofB, slos.settings(), SEED);
        spec.commandLine()
                .getOut()
                .print(json ? ContrastText.json(contrast) : ContrastText.of(contrast, Terminal.style()));
        spec.commandLine().getOut().flush();
    }

    private static List<RunRecord> read(String paths) {
        return FlagValues.list("compare", paths).stream()
                .map(path -> BenchResult.read(Path.of(path)))
                .toList();
    }
}
