package dev.sangam.lab;

import dev.sangam.core.InputException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The lab's commands; {@code lab/run.sh} builds and runs them. */
@Command(
        name = "lab/run.sh",
        mixinStandardHelpOptions = true,
        description = "Trains small models, and lets them speak.",
        subcommands = {TrainCommand.class, SayCommand.class})
final class Lab {
    private Lab() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Lab())
                .setExecutionExceptionHandler((e, command, parsed) -> {
                    if (e instanceof InputException) {
                        command.getErr().println(e.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    throw e;
                })
                .execute(args));
    }
}
