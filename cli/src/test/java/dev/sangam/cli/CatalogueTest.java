package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.metric.Metric;
import dev.sangam.sim.hardware.HardwareCatalogue;
import dev.sangam.sim.model.ModelCatalogue;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CatalogueTest {
    @Test
    void listingsHoldEveryEntryInColumns() {
        String models = Cli.run("models").succeeds().out();
        ModelCatalogue.all().forEach(model -> assertThat(models).contains(model.name()));
        assertThat(models.lines().map(String::length).distinct()).hasSize(1);

        String hardware = Cli.run("hardware").succeeds().out();
        HardwareCatalogue.all().forEach(gpu -> assertThat(hardware).contains(gpu.name()));
        assertThat(hardware.lines().map(String::length).distinct()).hasSize(1);

        String metrics = Cli.run("metrics").succeeds().out();
        for (Metric metric : Metric.values()) {
            assertThat(metrics).contains(metric.definition());
        }
    }

    @Test
    void memoryExplainsTheNumberOfBlocks(@TempDir Path folder) {
        String file = new Cli(folder).file("d.yaml", Cli.TINY).toString();

        assertThat(Cli.run("memory", file).succeeds().out()).contains("weights", "28,496 blocks of 16 tokens");
        assertThat(Cli.run("memory", file, "--set", "kv_cache.blocks=100")
                        .succeeds()
                        .out())
                .contains("100 KV blocks");
        Cli.run("memory", file, "--model", "llama-3-70b").refuses("does not fit a100-80", "tensor_parallel 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "simulate",
                "replay",
                "calibrate",
                "validate",
                "compare-runs",
                "memory",
                "workloads",
                "models",
                "hardware",
                "metrics"
            })
    void everyCommandHelps(String command) {
        assertThat(Cli.run(command, "--help").succeeds().out()).startsWith("Usage: sangam " + command);
        Cli.run(command, "--foo", "a", "b").refuses("See 'sangam " + command + " --help'");
    }

    @Test
    void anUnknownCommandIsMetWithTheNearest() {
        Cli.run("simulat").refuses("'simulat'", "Maybe sangam simulate");
        Cli.run("simulate", "--polcy", "orca").refuses("'--polcy'", "Maybe --policy. See 'sangam simulate --help'");
        assertThat(Cli.run().status()).isEqualTo(2);
        assertThat(Cli.run("--version").succeeds().out()).isEqualToIgnoringNewLines("sangam " + Sangam.VERSION);
    }
}
