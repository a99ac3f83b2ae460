package dev.sangam.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code sangam} command and its subcommands. */
@Command(
        name = "sangam",
        mixinStandardHelpOptions = true,
        version = "sangam 0.1.0",
        description = "One pool for every kind of LLM traffic, each request to its own deadline.")
public final class Sangam implements Runnable {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init")
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(System.out);
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Sangam()).execute(args));
    }
}
