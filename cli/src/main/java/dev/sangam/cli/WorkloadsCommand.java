package dev.sangam.cli;

import dev.sangam.files.workload.BuiltInWorkloads;
import dev.sangam.files.workload.BuiltInWorkloads.BuiltIn;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sangam workloads}: the built-in ones. */
@Command(
        name = "workloads",
        mixinStandardHelpOptions = true,
        description = "Lists the built-in workloads, for --workload and for 'workload: {name: ...}'.")
final class WorkloadsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        for (BuiltIn workload : BuiltInWorkloads.all()) {
            out.printf("%-24s %s%n", workload.name(), workload.description());
        }
    }
}
