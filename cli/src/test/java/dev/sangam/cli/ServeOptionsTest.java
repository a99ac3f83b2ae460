package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.core.scheduler.ChunkRule;
import dev.sangam.core.scheduler.Margin;
import dev.sangam.core.scheduler.PrefillOrder;
import dev.sangam.core.scheduler.SchedulerConfig.Niyama;
import dev.sangam.serve.engine.EngineOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What the options of {@code sangam serve} come to, before there is a server. */
final class ServeOptionsTest {
    @Command(name = "serve")
    private static final class Holder {
        @Mixin
        private ServeOptions options = new ServeOptions();
    }

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private TinyModel tiny;

    @BeforeEach
    void write() {
        tiny = TinyModel.in(folder);
    }

    private EngineOptions read(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--model", tiny.model().toString()));
        all.addAll(List.of(arguments));
        Holder holder = new Holder();
        new CommandLine(holder).parseArgs(all.toArray(String[]::new));
        return holder.options.read().engine();
    }

    @Test
    void theModelAndItsKernelsAreChosenOnTheCommandLine() {
        EngineOptions engine = read("--context", "256", "--threads", "1");

        assertThat(engine.model()).isEqualTo(tiny.model());
        assertThat(engine.modelId()).isEqualTo("m");
        assertThat(engine.contextTokens()).isEqualTo(256);
        assertThat(engine.threads()).isEqualTo(1);
        assertThat(engine.batchTime()).isNull();
    }

    @Test
    void niyamaChoosesChunksByTheProfile() {
        EngineOptions engine =
                read("--policy", "niyama", "--profile", tiny.profile().toString());

        assertThat(engine.batchTime()).isNotNull();
        assertThat(engine.scheduler())
                .isEqualTo(Niyama.of(new ChunkRule.Dynamic(16, 2560, 1, new Margin.Learned(0.95)), 64));
    }

    @Test
    void niyamaWithoutAProfileIsRefusedWithAdvice() {
        assertThatThrownBy(() -> read("--policy", "niyama"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("scheduler.policy is niyama, which must know how long batches take")
                .hasMessageContaining("Maybe run: ./sangam calibrate --model " + tiny.model());
        Cli.run("serve", "--policy", "niyama", "--port", "0").refuses("Maybe run: ./sangam calibrate --model");
    }

    @Test
    void aBaselineNeedsNoProfile() {
        assertThat(read("--policy", "edf").scheduler()).isEqualTo(Niyama.baseline(PrefillOrder.EDF, 256, 64));
    }

    @Test
    void aFixedGapAndChunksByDeadlinesDoNotGoTogether() {
        String profile = tiny.profile().toString();

        assertThatThrownBy(() -> read("--policy", "niyama", "--profile", profile, "--tbt", "90ms"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("--tbt 90ms is given, but niyama chooses chunks by the promises");
    }
}
