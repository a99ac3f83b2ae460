package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CompareRunsTest {
    @TempDir
    private Path folder;

    private Cli cli;
    private String a;
    private String b;

    @BeforeEach
    void simulateTwice() {
        cli = new Cli(folder);
        a = cli.path("a").toString();
        b = cli.path("b").toString();
        cli.tiny("--out", a).succeeds();
        cli.tiny("--out", b, "--hardware", "h100").succeeds();
    }

    @Test
    void theTableSaysWhatDiffersAndWhichIsBetter() {
        String table = Cli.run("compare-runs", a, b).succeeds().out();

        assertThat(table).contains("hardware: 1 replica of 1 x a100-80 (TP 1, PP 1) -> 1 replica of 1 x h100");
        assertThat(table.lines().filter(line -> line.contains("TTFT p50")).findFirst())
                .get()
                .asString()
                .endsWith("better");
    }

    @Test
    void promisesThatDifferAreToldLikeAnyOtherFact() {
        cli.simulate(Cli.TINY.replace("ttft: 2s", "ttft: 1s"), "--out", b).succeeds();

        assertThat(Cli.run("compare-runs", a, b).succeeds().out())
                .contains("SLOs: chat TTFT 2 s, TBT 100 ms -> chat TTFT 1 s, TBT 100 ms");
    }

    @Test
    void filesAreTakenInPlaceOfFoldersAndJsonParses() {
        String json = Cli.run("compare-runs", a + "/summary.json", b, "--json")
                .succeeds()
                .out();

        JsonNode comparison = JsonMapper.shared().readTree(json);
        assertThat(comparison.get("schema").asString()).isEqualTo("sangam.comparison/1");
        assertThat(comparison.get("figures").size()).isGreaterThan(20);
    }

    @Test
    void whatIsNoRunIsRefused() {
        String good = cli.text("a/summary.json");
        Cli.run("compare-runs", a).refuses("'B'", "sangam compare-runs --help");
        Cli.run("compare-runs", a, cli.path("nowhere").toString()).refuses("nowhere", "no such file");
        Cli.run("compare-runs", a, folder.toString()).refuses("summary.json", "no such file");
        refuses("", "must hold a mapping");
        refuses("{}", "schema is missing");
        refuses("\0\1\2", "is not valid JSON");
        refuses(good.substring(0, good.length() / 2), "is not valid JSON");
        refuses(good.replace("sangam.summary/1", "sangam.summary/9"), ":2: schema is 'sangam.summary/9'");
        refuses(good.replaceFirst("\"steps\" : [0-9]+", "\"steps\" : -4"), "run.steps is -4; it must be >= 0");
        refuses(good.replaceFirst("\"p99\" : [^,]+", "\"p99\" : \"x\""), "all.ttft_seconds.p99 is 'x'");
        refuses(good.replaceFirst("\"p99\" : [^,]+,", ""), "all.ttft_seconds.p99 is missing");
    }

    private void refuses(String summary, String problem) {
        Path file = cli.file("b/summary.json", summary);
        Cli.run("compare-runs", a, b).refuses(file + (problem.startsWith(":") ? "" : ":"), problem);
    }
}
