package dev.sangam.cli;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.files.output.OutputFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sangam calibrate}: how long batches of a model take on this machine. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures how long batches of a model take on this machine, and writes a profile.",
            "The server picks its chunks by it, the simulator takes it for its clock."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam calibrate --model m.gguf                     about three minutes",
            "  sangam calibrate --model m.gguf --tbt 100ms         and advice for this target",
            "  sangam calibrate --model m.gguf --quick             about half a minute, less exact",
            "  sangam simulate --model m.gguf --profile m.calibration.json --workload trace.csv",
            "",
            "Let nothing else run meanwhile. Exit codes: 0 done, 2 bad input, 130 interrupted (nothing is written)."
        })
final class CalibrateCommand implements Callable<Integer> {
    static final String ENDING = ".calibration.json";
    static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(160);
    private static final long QUICK_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final double QUIET = 0.9;
    private static final List<Long> USUAL_TARGETS =
            List.of(TimeUnit.MILLISECONDS.toNanos(100), TimeUnit.MILLISECONDS.toNanos(200));

    @Mixin
    private KernelOptions kernels = new KernelOptions();

    @Option(names = "--slots", paramLabel = "N", description = "Most sequences in a batch (default: 8).")
    private int slots = 8;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "The profile (default: the model's name with " + ENDING + ", in the current folder).")
    private @Nullable Path out;

    @Option(
            names = "--tbt",
            paramLabel = "T",
            description = "Time between tokens to advise a token budget for (default: 100ms and 200ms).")
    private @Nullable String tbt;

    @Option(names = "--quick", description = "Half a minute in place of three: fewer batches, fewer repeats.")
    private boolean quick;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (slots < 1 || slots > Calibration.MAX_SLOTS) {
            throw new ParameterException(
                    spec.commandLine(), "--slots is " + slots + "; it must be between 1 and " + Calibration.MAX_SLOTS);
        }
        List<Long> targets = targets();
        kernels.model();
        Path file = target();
        Calibration.Result calibration = Calibration.measure(kernels, slots, quick ? QUICK_NANOS : LIMIT_NANOS);
        OutputFile.write(file, calibration.profile().json());
        PrintWriter text = spec.commandLine().getOut();
        text.print(new CalibrationText(calibration.profile(), Terminal.style()).all(targets));
        text.println("profile   " + file);
        text.flush();
        warn(calibration, spec.commandLine().getErr());
        return 0;
    }

    private List<Long> targets() {
        if (tbt == null) {
            return USUAL_TARGETS;
        }
        return List.of(Section.nanos(tbt)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--tbt is '" + tbt + "'; it must be a time such as 100ms")));
    }

    /** Found wrong before minutes are spent on it. */
    private Path target() {
        Path file = out == null ? Path.of(kernels.name() + ENDING) : out;
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || Files.isDirectory(file)) {
            throw new InputException("--out " + file + ": cannot be written ("
                    + (Files.isDirectory(file) ? "it is a folder" : "its folder does not exist") + ")");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new InputException("--out " + file + ": cannot be written (permission denied)");
        }
        return file;
    }

    static void warn(Calibration.Result calibration, PrintWriter err) {
        if (calibration.processorShare() < QUIET) {
            err.printf(
                    Locale.ROOT,
                    "sangam: the kernels had a processor for only %.0f %% of the time, so the machine was busy and the"
                            + " profile is doubtful. Maybe calibrate again when it is quiet, or with fewer --threads%n",
                    100 * calibration.processorShare());
            err.flush();
        }
    }
}
