package dev.sangam.benchmarks.qos;

import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.trace.WorkloadFile;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.deployment.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The deployment that is served and simulated: one file for both.
 *
 * @param model a GGUF file
 * @param profile what {@code sangam calibrate} wrote of it
 * @param lengths by what the published lengths are divided
 */
record Pool(Path model, Path profile, Lengths lengths, Targets targets) {
    /** Longest sequence, tokens: far above those of the workload. */
    static final int CONTEXT = 2048;

    static final int MAX_SEQUENCES = 24;
    private static final int KV_BLOCKS = MAX_SEQUENCES * CONTEXT / 4 / Workload.BLOCK_TOKENS;

    /**
     * Prompt and output of ShareGPT as the paper has them (50th and 90th percentile: 1730, 5696; 415, 834; together at most
     * 8,192), divided.
     */
    record Lengths(double divisor) {
        String yaml() {
            return "{prompt: {p50: %.1f, p90: %.1f, min: 4}, output: {p50: %.1f, p90: %.1f, min: 2}, max_total: %d}"
                    .formatted(
                            1730 / divisor, 5696 / divisor, 415 / divisor, 834 / divisor, Math.round(8192 / divisor));
        }
    }

    /** Policies under comparison, and a chunk for those that have a fixed one. */
    record Policy(String name, int chunk) {
        /** Whether the policy takes a fixed number of tokens per step. */
        static boolean fixed(String name) {
            return !name.startsWith("niyama");
        }

        String yaml() {
            return "{policy: %s, max_sequences: %d%s}"
                    .formatted(name, MAX_SEQUENCES, fixed(name) ? ", token_budget: " + chunk : "");
        }
    }

    /** A third of the requests of each class, a fifth of them less important; one request per second. */
    Workload workload(long seed, int requests) {
        Section root = Section.parse(
                "the workload", head("workload") + "workload:\n  requests: " + requests + "\n  streams:\n" + streams());
        return new DeploymentFile(root, Path.of("")).workload().generate(seed);
    }

    private String streams() {
        StringBuilder text = new StringBuilder();
        for (String name : new String[] {"interactive", "medium", "long"}) {
            text.append(
                    "    - {name: %s, class: %s, rate: 0.33333333, low_priority: {share: 0.2, priority: 1}, lengths: %s}%n"
                            .formatted(name, name, lengths.yaml()));
        }
        return text.toString();
    }

    private String head(String name) {
        return """
                name: '%s'
                classes:
                  - {name: interactive, ttft: %dms, tbt: %dms}
                  - {name: medium, ttlt: %dms}
                  - {name: long, ttlt: %dms}
                """.formatted(name, targets.ttft(), targets.tbt(), targets.medium(), targets.lasting());
    }

    /** The deployment file of a policy, with a workload that lies beside it. */
    String yaml(Policy policy, String workload) {
        return head("qos-" + policy.name())
                + """
                model: '%s'
                batch_time: {source: calibration, path: '%s'}
                scheduler: %s
                kv_cache: {blocks: %d, prefix_caching: false}
                engine: {context: %d, threads: 1}
                workload: {trace: %s}
                """.formatted(model, profile, policy.yaml(), KV_BLOCKS, CONTEXT, workload);
    }

    /** Writes deployment file and workload into a folder; the deployment file's path. */
    Path write(Path folder, Policy policy, Workload workload) throws IOException {
        Files.createDirectories(folder);
        WorkloadFile.write(folder.resolve("workload.csv"), workload);
        Path file = folder.resolve(policy.name() + ".yaml");
        Files.writeString(file, yaml(policy, "workload.csv"));
        return file;
    }

    /** As the simulator reads the file. */
    Deployment deployment(Policy policy, Workload workload) {
        DeploymentFile file = new DeploymentFile(Section.parse(policy.name(), yaml(policy, "-")), Path.of(""));
        return Deployment.serving(file, new WorkloadSource.Replayed(workload));
    }
}
