package dev.sangam.serve.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.calibration.Probe;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.scheduler.SchedulerConfig;
import dev.sangam.files.gguf.TensorType;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StepBenchTest {
    private static final int SLOTS = 8;

    @Test
    void batchesOfEveryKindRunOnRealKernels() {
        try (StepBench bench = open()) {
            assertThat(bench.prepare(16)).isTrue();
            assertThat(bench.prepare(128)).isTrue();
            for (Probe probe : new Probe[] {
                Probe.alone(1, 17, 0, 0, false),
                Probe.alone(8, 129, 0, 0, false),
                new Probe(3, 17, 0, 0, false, 3 * 17 + 2 * 128),
                Probe.alone(0, 0, 64, 0, false),
                Probe.alone(0, 0, 63, 128, true),
                Probe.alone(8, 129, 100, 128, true)
            }) {
                assertThat(bench.run(probe, 3)).hasSize(3).doesNotContain(0);
            }
            assertThat(bench.processorShare()).isBetween(0.0, 1.1);
        }
    }

    @Test
    void aContextThatIsLongerThanTheCacheIsNotPrepared() {
        try (StepBench bench = open()) {
            assertThat(bench.prepare(16)).isTrue();
            assertThat(bench.prepare(10_000)).isFalse();
            assertThat(bench.run(Probe.alone(1, 17, 0, 0, false), 1)).hasSize(1);
        }
    }

    @Test
    void aContextThatWasNotPreparedIsRefused() {
        try (StepBench bench = open()) {
            assertThatThrownBy(() -> bench.run(Probe.alone(1, 34, 0, 0, false), 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no sequence of 33 tokens was prepared");
        }
    }

    private static StepBench open() {
        Path model = TestModels.random(TensorType.Q8_0, false);
        return StepBench.open(new EngineOptions(
                model,
                "m",
                Optional.empty(),
                Optional.empty(),
                new SchedulerConfig.Sarathi(128, SLOTS + StepBench.SPARE_SLOTS),
                256,
                100,
                16,
                0,
                false,
                Optional.empty(),
                true,
                1,
                0,
                null,
                null,
                ReplicaListener.NONE));
    }
}
