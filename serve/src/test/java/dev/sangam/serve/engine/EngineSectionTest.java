package dev.sangam.serve.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.InputException;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EngineSectionTest {
    @Test
    void aServerIsOneReplicaForAllClasses() {
        refuses("replicas: 2", "replicas is 2", "must be 1");
        refuses("pools: [{name: a}, {name: b, classes: [chat]}]", "pools are given", "Maybe leave the key out");
    }

    private static void refuses(String yaml, String... parts) {
        DeploymentFile file = new DeploymentFile(Section.parse("d.yaml", yaml), Path.of(""));
        assertThatThrownBy(() -> EngineSection.read(file, Path.of("m.gguf"), "m", null, null))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("d.yaml:1: ")
                .hasMessageContainingAll(parts);
    }
}
