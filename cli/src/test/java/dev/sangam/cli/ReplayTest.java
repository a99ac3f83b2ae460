package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.Section;
import dev.sangam.files.deployment.DeploymentFile;
import dev.sangam.files.deployment.DeploymentKeys;
import dev.sangam.files.eventlog.EventLogConfig;
import dev.sangam.files.eventlog.EventLogHeader;
import dev.sangam.files.eventlog.EventLogWriter;
import dev.sangam.sim.deployment.Deployment;
import dev.sangam.sim.deployment.Simulation;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReplayTest {
    @TempDir
    private Path folder;

    private Cli cli;
    private String log;
    private String out;

    @BeforeEach
    void record() {
        cli = new Cli(folder);
        log = cli.path("server.jsonl").toString();
        out = cli.path("out").toString();
        record(Path.of(log), true);
    }

    /** A run of the tiny deployment, as a server would record it. */
    private static void record(Path file, boolean knownHardware) {
        Deployment d = Deployment.of(new DeploymentFile(Section.parse("tiny", Cli.TINY), Path.of("")));
        Map<String, Object> keys =
                DeploymentKeys.of(d.cluster().scheduler(), d.cluster().kv(), 1);
        if (knownHardware) {
            keys.put("hardware", "a100-80");
        }
        EventLogHeader header = new EventLogHeader(
                "run",
                0,
                Instant.EPOCH,
                0,
                "0.1.0",
                "llama-3-8b",
                1,
                d.cluster().kv().blocks(),
                16,
                d.workload().generate(1).classes(),
                keys);
        try (EventLogWriter writer = EventLogWriter.open(EventLogConfig.of(file), header, problem -> {
            throw new AssertionError(problem);
        })) {
            Simulation.run(d, d.workload().generate(1), 1, writer, arrived -> {});
        }
    }

    private Cli.Outcome replay(String... options) {
        String[] args = new String[options.length + 4];
        System.arraycopy(new String[] {"replay", log, "--out", out}, 0, args, 0, 4);
        System.arraycopy(options, 0, args, 4, options.length);
        return Cli.run(args);
    }

    @Test
    void theSameDeploymentGivesTheSameFigures() {
        JsonNode comparison =
                JsonMapper.shared().readTree(replay("--json").succeeds().out());

        int compared = 0;
        for (JsonNode figure : comparison.get("figures")) {
            if (figure.get("a").isNumber()) {
                assertThat(figure.get("b")).as(figure.toString()).isEqualTo(figure.get("a"));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    @Test
    void anotherPolicyAndAnotherMachineAreComparedWithWhatWas() {
        String table =
                replay("--policy", "vllm-v1", "--hardware", "h100").succeeds().out();

        assertThat(table)
                .contains("A: llama-3-8b, recorded")
                .contains("B: replay of server")
                .contains("scheduler: sarathi, token budget 512, 128 sequences -> vllm-v1")
                .contains("TTFT p50")
                .contains(Path.of("out", "simulated", "report.html").toString());
        assertThat(cli.names()).contains("out/recorded/summary.json", "out/simulated/requests.parquet");
        assertThat(Cli.run("compare-runs", out + "/recorded", out + "/simulated")
                        .succeeds()
                        .out())
                .isEqualTo(table.substring(0, table.indexOf("results ")));
    }

    @Test
    void aDeploymentFileMayPromiseAnotherThingByTheSameName() {
        Path pool =
                cli.file("pool.yaml", Cli.TINY.replace("ttft: 2s", "ttft: 1ms").replace("replicas: 1", "replicas: 2"));
        String table = replay("--deployment", pool.toString(), "--rate-factor", "2")
                .succeeds()
                .out();

        assertThat(table).contains("2 replicas of 1 x a100-80").doesNotContain("SLOs:");
        assertThat(table.lines().filter(l -> l.startsWith("all") && l.contains("within SLO")))
                .singleElement()
                .asString()
                .contains("0 %");
    }

    @Test
    void aLogIsAWorkloadLikeAnyTrace() {
        assertThat(cli.tiny("--workload", log).succeeds().out())
                .contains("20 completed")
                .contains("chat TTFT 2 s");
        assertThat(cli.tiny("--workload", log, "--class", "batch").succeeds().out())
                .contains("batch TTLT 10 min");
    }

    @Test
    void whatCannotBeReplayedIsRefused() {
        Cli.run("replay").refuses("LOG", "sangam replay --help");
        Cli.run("replay", cli.path("none").toString()).refuses("none: cannot be read (no such file)");
        Cli.run("replay", cli.file("t.csv", "a,b\n").toString()).refuses("t.csv:1: is not valid JSON");
        replay("--rate-factor", "0").refuses("--rate-factor 0", "must be > 0");
        replay("--set", "schedulr.x=1").refuses("schedulr", "is not a key known here");
        replay("--deployment", "none.yaml").refuses("none.yaml", "no such file");
        record(Path.of(log), false);
        replay().refuses("server.jsonl: does not say how long batches take", "Maybe --hardware a100-80, --profile");
        replay("--hardware", "a100-80").succeeds();
        assertThat(List.of(cli.path("server.1.jsonl"))).allMatch(p -> p.toFile().exists());
    }
}
