package dev.sangam.cli;

import dev.sangam.core.model.ModelSpec;
import dev.sangam.sim.model.ModelCatalogue;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sangam models}: the catalogue, and below it a generator of model files. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "Lists the models of the catalogue. A Hugging Face config.json is accepted in place of a name.",
        subcommands = GenerateCommand.class)
final class ModelsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-32s %10s %10s %7s %9s %13s%n", "name", "parameters", "active", "layers", "context", "KV per token");
        for (ModelSpec m : ModelCatalogue.all()) {
            out.printf(
                    Locale.ROOT,
                    "%-32s %8.2f B %8.2f B %7d %9d %9.0f KiB%n",
                    m.name(),
                    m.parameters() / 1e9,
                    m.activeParameters() / 1e9,
                    m.layers(),
                    m.maxContext(),
                    m.kvBytesPerToken() / 1024);
        }
    }
}
