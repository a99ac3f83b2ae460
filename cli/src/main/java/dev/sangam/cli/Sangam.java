package dev.sangam.cli;

import dev.sangam.core.InputException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code sangam} command: it has only subcommands. */
@Command(
        name = "sangam",
        mixinStandardHelpOptions = true,
        version = "sangam " + Sangam.VERSION,
        description = "One pool for every kind of LLM traffic, each request to its own deadline.",
        subcommands = {
            ServeCommand.class,
            BenchCommand.class,
            FidelityCommand.class,
            SimulateCommand.class,
            ValidateCommand.class,
            CalibrateCommand.class,
            CompareRunsCommand.class,
            ReplayCommand.class,
            ExperimentCommand.class,
            PlanCommand.class,
            MemoryCommand.class,
            WorkloadsCommand.class,
            ModelsCommand.class,
            HardwareCommand.class,
            ProfileCommand.class,
            MetricsCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam simulate                          an hour of mixed traffic, built in",
            "  sangam simulate pool.yaml --out result   your own deployment file",
            "  sangam simulate --help                   all options, with examples"
        })
public final class Sangam implements Callable<Integer> {
    static final String VERSION = "0.1.0";

    /** Something the user gave was wrong. */
    static final int BAD_INPUT = 2;
    /** The run missed one of its goals, and {@code --gate} was given. */
    static final int GOAL_MISSED = 3;

    /** A benchmark's figures are not the endpoint's: the load generator was the bottleneck, or nothing was answered. */
    static final int RUN_INVALID = 4;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return BAD_INPUT;
    }

    /** The command line, ready to run; tests give it their own writers. */
    static CommandLine commandLine() {
        return new CommandLine(new Sangam())
                .setExecutionStrategy(Sangam::run)
                .setExecutionExceptionHandler(Sangam::report)
                .setParameterExceptionHandler(Sangam::reportUsage)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setUsageHelpAutoWidth(true);
    }

    /** Too large an input is the user's to change, so running out of memory is bad input too. */
    private static int run(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } catch (OutOfMemoryError e) {
            long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
            parsed.commandSpec()
                    .commandLine()
                    .getErr()
                    .println("sangam: the run needs more memory than the JVM's " + mebibytes
                            + " MiB. Maybe fewer requests, replicas or KV blocks, or SANGAM_JAVA_OPTIONS=-Xmx8g");
            return BAD_INPUT;
        }
    }

    /** One line, as for any other bad input: the whole usage would push it out of sight. */
    private static int reportUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        StringWriter text = new StringWriter();
        UnmatchedArgumentException.printSuggestions(e, new PrintWriter(text));
        String suggestions = oneLine(text.toString().replaceAll("(?i)did you mean:|possible solutions:|\\?", ""));
        command.getErr()
                .println("sangam: " + oneLine(e.getMessage()) + (suggestions.isEmpty() ? "" : ". Maybe " + suggestions)
                        + ". See '" + command.getCommandSpec().qualifiedName() + " --help'");
        return BAD_INPUT;
    }

    private static String oneLine(@Nullable String text) {
        return String.valueOf(text).replaceAll("\\p{Cntrl}+", " ").strip();
    }

    private static int report(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof InputException) {
            err.println("sangam: " + oneLine(e.getMessage()));
            return BAD_INPUT;
        }
        err.println("sangam: this is a bug; please report it with what follows");
        e.printStackTrace(err);
        return CommandLine.ExitCode.SOFTWARE;
    }

    public static void main(String[] args) {
        StandardOutput output = StandardOutput.install();
        int status = commandLine().execute(args);
        String problem = output.problem();
        if (problem != null) {
            System.err.println("sangam: standard output cannot be written (" + problem + ")");
            status = BAD_INPUT;
        }
        System.exit(status);
    }
}
