package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.trace.WorkloadFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a benchmark sends is what is simulated. */
final class BenchWorkloadTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Cli cli;

    @BeforeEach
    void start() {
        cli = new Cli(folder);
    }

    static Stream<String> traces() {
        return Stream.of(WorkloadOptionTest.publishedFormats());
    }

    @ParameterizedTest
    @MethodSource("traces")
    void aTraceIsSentAsItIsSimulatedByteForByte(String trace) throws IOException {
        Path file = cli.file("trace", trace);
        Path tiny = cli.file("d.yaml", Cli.TINY);
        assertThat(sent("--deployment", tiny.toString(), "--workload", file.toString()))
                .isEqualTo(simulated(tiny, "--workload", file.toString()));
    }

    @Test
    void aBuiltInWorkloadIsSentAsItIsSimulatedByteForByte() throws IOException {
        Path tiny = cli.file("d.yaml", Cli.TINY);
        for (String name : List.of("sharegpt", "mixed-hour")) {
            List<String> options = List.of("--workload", name, "--seed", "7", "--requests", "100");
            assertThat(sent(Stream.concat(Stream.of("--deployment", tiny.toString()), options.stream())
                            .toArray(String[]::new)))
                    .isEqualTo(simulated(tiny, options.toArray(String[]::new)));
        }
        assertThat(sent("--workload", "azure-code"))
                .as("to its end")
                .isEqualTo(simulated(tiny, "--workload", "azure-code"));
    }

    @Test
    void theWorkloadOfADeploymentIsSentAsItIsSimulatedByteForByte() throws IOException {
        Path tiny = cli.file(
                "d.yaml",
                Cli.TINY.replace(
                        "rate: 4,",
                        "arrivals: {process: gamma, rate: 4, cv: 3}, shared_prefix: {groups: 3, tokens: 64},"));
        assertThat(sent("--deployment", tiny.toString())).isEqualTo(simulated(tiny));
        assertThat(sent("--deployment", tiny.toString(), "--rate-factor", "2", "--duration", "3s"))
                .isEqualTo(simulated(tiny, "--rate-factor", "2", "--duration", "3s"));
    }

    @Test
    void whatASimulationWroteIsSentByteForByteAgain() throws IOException {
        Path tiny = cli.file("d.yaml", Cli.TINY);
        byte[] first = simulated(tiny);
        Path file = cli.file("again.csv", first);
        assertThat(sent("--deployment", tiny.toString(), "--workload", file.toString()))
                .isEqualTo(first);
    }

    private byte[] simulated(Path deployment, String... options) throws IOException {
        Path file = cli.path("simulated.csv");
        String[] all = Stream.concat(Stream.of("--write-workload", file.toString()), Stream.of(options))
                .toArray(String[]::new);
        cli.simulateFile(deployment, all).succeeds();
        return Files.readAllBytes(file);
    }

    @Command
    private static final class Flags {
        @Mixin
        @SuppressWarnings("NullAway.Init") // set by picocli
        private BenchWorkloadFlags workload;

        @Mixin
        @SuppressWarnings("NullAway.Init") // set by picocli
        private BenchLoadFlags load;

        @Mixin
        @SuppressWarnings("NullAway.Init") // set by picocli
        private BenchContentFlags content;

        @Mixin
        @SuppressWarnings("NullAway.Init") // set by picocli
        private BenchSloFlags slos;
    }

    /** What {@code sangam bench} saves of an open loop. */
    private byte[] sent(String... options) throws IOException {
        Flags flags = new Flags();
        new CommandLine(flags).parseArgs(options);
        List<BenchStep> steps =
                new BenchLoad(flags.workload, flags.content, flags.slos, OptionalInt.empty()).steps(flags.load);
        Path file = cli.path("sent.csv");
        WorkloadFile.write(file, steps.getFirst().plan().workload());
        return Files.readAllBytes(file);
    }
}
