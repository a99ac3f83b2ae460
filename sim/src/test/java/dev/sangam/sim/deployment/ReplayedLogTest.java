package dev.sangam.sim.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.batchtime.ModelFlops;
import dev.sangam.core.metric.RunRecorder;
import dev.sangam.core.metric.Summaries;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.workload.Workload;
import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.DeploymentKeys;
import dev.sangam.files.eventlog.EventLogConfig;
import dev.sangam.files.eventlog.EventLogHeader;
import dev.sangam.files.eventlog.EventLogWriter;
import dev.sangam.files.eventlog.RecordedRun;
import dev.sangam.files.workload.WorkloadSource;
import dev.sangam.sim.report.RunResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log of a run says is what the run said, and the run made from the log is the same again: figure by figure. */
class ReplayedLogTest {
    private static final String PREFIXES = "shared_prefix: {groups: 3, tokens: 640}, ";

    @TempDir
    private Path folder;

    private static String yaml(String scheduler) {
        return """
                name: recorded
                model: llama-3-8b
                hardware: a100-80
                scheduler: {%s}
                kv_cache: {blocks: 420}
                classes:
                  - {name: chat, ttft: 2s, tbt: 40ms}
                  - {name: batch, ttlt: 20s}
                workload:
                  requests: 400
                  streams:
                    - {name: a, class: chat, rate: 6, priority: 1, %slengths: {prompt: 700, output: {min: 1, max: 90}}}
                    - {name: b, class: batch, tenant: t2, rate: 1, lengths: {prompt: {min: 16, max: 3000}, output: 40}}
                """.formatted(scheduler, PREFIXES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"policy: sarathi", "policy: vllm-v1", "policy: vllm-v1, order: priority", "policy: vllm-v0"})
    void aRunItsLogAndItsReplayHaveTheSameFigures(String scheduler) {
        Deployment deployment = Deployment.of(file(yaml(scheduler)));
        Workload workload = deployment.workload().generate(7);
        Path log = folder.resolve("run.jsonl");
        RunResult result;
        try (EventLogWriter writer =
                EventLogWriter.open(EventLogConfig.of(log), header(deployment), ReplayedLogTest::fail)) {
            result = Simulation.run(deployment, workload, 7, writer, arrived -> {});
        }
        assertThat(result.summary().preemptions()).as("preemptions").isPositive();

        RecordedRun run = RecordedRun.read(List.of(log));
        RunRecorder recorded = run.metrics(run.workload(), new ModelFlops(deployment.model())::of);
        assertThat(Summaries.of(run.workload(), recorded, deployment.pool())).isEqualTo(result.summary());

        Deployment again = Deployment.serving(
                new DeploymentFile(run.header().deploymentSection("run.jsonl"), folder),
                new WorkloadSource.Replayed(run.workload()));
        assertThat(again.cluster().scheduler()).isEqualTo(deployment.cluster().scheduler());
        assertThat(again.cluster().kv()).isEqualTo(deployment.cluster().kv());
        RunResult replayed = Simulation.run(again, run.workload(), 7, ReplicaListener.NONE, arrived -> {});
        assertThat(replayed.summary()).isEqualTo(result.summary());
    }

    private static void fail(String warning) {
        throw new AssertionError(warning);
    }

    private static DeploymentFile file(String yaml) {
        return new DeploymentFile(Section.parse("recorded.yaml", yaml), Path.of(""));
    }

    private static EventLogHeader header(Deployment d) {
        var cluster = d.cluster();
        Map<String, Object> keys = DeploymentKeys.of(cluster.scheduler(), cluster.kv(), cluster.stages());
        keys.put("model", "llama-3-8b");
        keys.put("hardware", "a100-80");
        return new EventLogHeader(
                "run-1",
                0,
                Instant.EPOCH,
                0,
                "0.1.0",
                d.model().name(),
                cluster.stages(),
                cluster.kv().blocks(),
                cluster.kv().blockTokens(),
                List.of(),
                keys);
    }
}
