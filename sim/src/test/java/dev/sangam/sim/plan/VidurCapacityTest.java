package dev.sangam.sim.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.deployment.Goal;
import dev.sangam.sim.deployment.Deployment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The three capacities that Vidur's search found (Llama-2-7b on one A100, arXiv lengths, P99 of the scheduling delay at most
 * 5 s), with the requests that it used: those of a recorded run, faster. Its rates are steps of 1/32.
 */
class VidurCapacityTest {
    private static final Path DATA = Path.of(System.getProperty("sangam.data", "../../shared/data"))
            .toAbsolutePath()
            .resolve("vidur-reference");
    private static final Path RUN = DATA.resolve("case02_7b_tp1_sarathi1024_poisson_arxiv/requests_in.csv");
    /** What the recorded run's rate is called there; its gaps are capped, so that its true rate is higher. */
    private static final double RECORDED_RATE = 1.5;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {policy: vllm-v0, max_batch_tokens: 4096, max_sequences: 128, restart: from-processed} | 1.96875
            {policy: sarathi, token_budget: 512, restart: from-processed}                          | 2.15625
            {policy: sarathi, token_budget: 1024, restart: from-processed}                         | 2.09375
            """)
    void aCapacityIsThatOfTheReference(String scheduler, double reference) {
        Assumptions.assumeTrue(Files.exists(RUN), () -> "no recorded run " + RUN);
        Deployment deployment = RandomDeployments.of("""
                model: meta-llama/Llama-2-7b-hf
                hardware: a100-80
                scheduler: %s
                kv_cache: {blocks: 7424}
                batch_time: {source: vidur-profile, path: '%s', network: '%s'}
                workload: {trace: '%s'}
                """.formatted(
                        scheduler,
                        DATA.resolve("profiles/compute/a100/meta-llama/Llama-2-7b-hf"),
                        DATA.resolve("profiles/network/a100_dgx"),
                        RUN));
        Traffic traffic = Traffic.of(deployment.workload(), 1000);
        double named = RECORDED_RATE / traffic.ownRate();
        Capacity capacity = new CapacitySearch(
                        traffic,
                        List.of(Goal.parse("scheduling_delay p99 <= 5s", List.of())),
                        CapacityOptions.DEFAULT.withPrecision(0.002))
                .of(deployment, OptionalDouble.of(reference / named));
        System.out.printf(
                "%s: %.4f requests/s, %d simulations%n",
                scheduler, capacity.rate() * named, capacity.probes().size());
        assertThat(capacity.rate() * named).isBetween(reference, reference + 1.0 / 32);
    }
}
