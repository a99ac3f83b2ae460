package dev.sangam.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sangam profile}: measured operator times, which the simulator takes in place of the roofline. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = "Imports and shows measured operator times: from python -m profiler, LLMServingSim or Vidur.",
        subcommands = {ProfileImportCommand.class, ProfileShowCommand.class, ProfileListCommand.class})
final class ProfileCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Sangam.BAD_INPUT;
    }
}
