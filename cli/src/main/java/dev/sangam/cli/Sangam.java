package dev.sangam.cli;

import dev.sangam.core.InputException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The {@code sangam} command: it has only subcommands. */
@Command(
        name = "sangam",
        mixinStandardHelpOptions = true,
        version = "sangam " + Sangam.VERSION,
        description = "One pool for every kind of LLM traffic, each request to its own deadline.",
        subcommands = {
            SimulateCommand.class,
            CompareRunsCommand.class,
            MemoryCommand.class,
            WorkloadsCommand.class,
            ModelsCommand.class,
            HardwareCommand.class,
            MetricsCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sangam simulate                          an hour of mixed traffic on a built-in deployment",
            "  sangam simulate pool.yaml --out result   your own deployment file",
            "  sangam simulate --help                   all options, with examples"
        })
public final class Sangam implements Callable<Integer> {
    static final String VERSION = "0.1.0";

    /** Something the user gave was wrong. */
    static final int BAD_INPUT = 2;
    /** The run missed one of its goals, and {@code --gate} was given. */
    static final int GOAL_MISSED = 3;

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
                .setExecutionExceptionHandler(Sangam::report)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100);
    }

    private static int report(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof InputException) {
            err.println("sangam: " + e.getMessage());
            return BAD_INPUT;
        }
        err.println("sangam: this is a bug; please report it with what follows");
        e.printStackTrace(err);
        return CommandLine.ExitCode.SOFTWARE;
    }

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }
}
