package dev.sangam.sim.plan;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.sim.deployment.Deployment;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Deployments of every policy, with little memory at times, and workloads of several classes. */
final class RandomDeployments {
    private static final List<String> POLICIES = List.of(
            "{policy: sarathi, token_budget: 256}",
            "{policy: sarathi, token_budget: 2048, max_sequences: 32}",
            "{policy: vllm-v0, max_batch_tokens: 4096}",
            "{policy: vllm-v1}",
            "{policy: vllm-v1, async_scheduling: false, token_budget: 512}",
            "{policy: niyama}",
            "{policy: edf, token_budget: 512}",
            "{policy: orca, max_sequence_tokens: 4096, max_sequences: 16}",
            "{policy: faster-transformer, max_sequence_tokens: 4096, max_sequences: 8}");

    private RandomDeployments() {}

    static Deployment any(RandomGenerator random) {
        String yaml = String.format(
                Locale.ROOT,
                """
                model: llama-3.1-8b
                hardware: a100-80
                pipeline_parallel: %d
                replicas: %d
                router: %s
                scheduler: %s
                kv_cache: {blocks: %d}
                classes:
                  - {name: chat, ttft: %dms, tbt: %dms}
                  - {name: report, ttlt: %ds}
                workload:
                  requests: %d
                  streams:
                    - {name: a, class: chat, rate: %.3f, lengths: {prompt: {min: 1, max: 2000}, output: {min: 1, max: 120}}}
                    - {name: b, class: report, rate: %.3f, lengths: {prompt: {min: 1, max: 3000}, output: {min: 1, max: 40}}}
                    - {name: c, rate: 0.5, lengths: {prompt: 64, output: 1}}
                """,
                random.nextInt(1, 3),
                random.nextInt(1, 4),
                random.nextBoolean() ? "least-outstanding" : "random",
                POLICIES.get(random.nextInt(POLICIES.size())),
                random.nextBoolean() ? random.nextInt(520, 900) : 10_000,
                random.nextInt(20, 3000),
                random.nextInt(5, 60),
                random.nextInt(1, 20),
                random.nextInt(20, 150),
                random.nextDouble(0.5, 20),
                random.nextDouble(0.2, 8));
        return of(yaml);
    }

    static Deployment of(String yaml) {
        return Deployment.of(new DeploymentFile(Section.parse("d.yaml", yaml), Path.of("")));
    }
}
