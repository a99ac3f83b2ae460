package dev.sangam.cli;

import dev.sangam.core.metric.Metric;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sangam metrics}: the one definition of each. */
@Command(
        name = "metrics",
        mixinStandardHelpOptions = true,
        description = "Prints the definition of every metric: the same in server, simulator and benchmark.")
final class MetricsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        for (Metric metric : Metric.values()) {
            out.printf("%-20s %s, %s%n%20s %s%n", metric.id(), metric.title(), metric.unit(), "", metric.definition());
        }
    }
}
