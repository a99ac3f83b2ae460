package dev.sangam.sim.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.batchtime.BatchTimeModel;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedModelsTest {
    @Test
    void deploymentsOfAnotherSchedulerShareTheirBatchTimes() {
        assertThat(times("scheduler: {policy: sarathi}")).isSameAs(times("scheduler: {policy: vllm-v1}"));
    }

    @Test
    void deploymentsOfAnotherMachineDoNot() {
        assertThat(times("tensor_parallel: 1")).isNotSameAs(times("tensor_parallel: 2"));
        assertThat(times("replicas: 1")).isNotSameAs(times("model: llama-3.1-70b\nhardware: h100\ntensor_parallel: 4"));
    }

    @Test
    void aFileThatChangesIsAnother(@TempDir Path folder) throws Exception {
        Path table = folder.resolve("table.csv");
        Files.writeString(table, "1");
        List<Object> before = SharedModels.stamps(folder);
        assertThat(SharedModels.stamps(folder)).isEqualTo(before);
        Files.writeString(table, "12");
        assertThat(SharedModels.stamps(folder)).isNotEqualTo(before);
    }

    private static BatchTimeModel times(String lines) {
        String model = lines.contains("model:") ? "" : "model: llama-3.1-8b\nhardware: a100-80\n";
        String yaml = model + lines + "\nworkload: {requests: 1, rate: 1, lengths: {prompt: 1, output: 1}}\n";
        return Deployment.of(new DeploymentFile(Section.parse("d.yaml", yaml), Path.of("")))
                .cluster()
                .batchTime();
    }
}
