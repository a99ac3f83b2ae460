package dev.sangam.serve.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaCommandTest {
    @Test
    void theOtherJvmIsLikeThisOneAndRunsAnotherClass() {
        List<String> command = JavaCommand.of(List.of("-Xmx77m"), "some.Main", "a b", "c");
        assertThat(command)
                .startsWith(ProcessHandle.current().info().command().orElseThrow())
                .endsWith("-Xmx77m", "-cp", System.getProperty("java.class.path"), "some.Main", "a b", "c")
                .contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void whatTwoJvmsCannotShareIsLeftOut() {
        assertThat(JavaCommand.shared(List.of(
                        "-XX:AOTCache=sangam.aot",
                        "-XX:AOTCacheOutput=sangam.aot",
                        "-agentlib:jdwp=server=y,address=5005",
                        "-Xmx1g")))
                .containsExactly("-XX:AOTCache=sangam.aot", "-Xmx1g");
    }
}
