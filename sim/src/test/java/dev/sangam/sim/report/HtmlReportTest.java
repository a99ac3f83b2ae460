package dev.sangam.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.browser.Browser;
import dev.sangam.core.replica.ReplicaListener;
import dev.sangam.core.request.QosClass;
import dev.sangam.core.workload.Label;
import dev.sangam.core.workload.Workload;
import dev.sangam.core.workload.WorkloadBuilder;
import dev.sangam.files.output.OutputFile;
import dev.sangam.sim.report.RunResult.Fact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {
    private static final String NASTY = "</script><img src=x onerror=alert(1)> & \"q\" 'a'";
    private static final int PLOTS = 9;

    @TempDir
    Path folder;

    @Test
    void holdsTablesAndDataAndAsksForNothing() {
        String page = HtmlReport.text(SampleRun.of(1));
        assertThat(page)
                .contains("Chat and batch", "<td>chat</td>", "<td>all</td>", "Definitions", "default-src 'none'");
        assertThat(page.replaceAll("(?s)<!--.*?-->|<script.*?</script>", "")).doesNotContain("http:", "https:", "src=");
        assertThat(page.length()).isLessThan(2 << 20);
        JsonNode data = data(page);
        assertThat(data.at("/cdfs/ttft/0")).hasSizeLessThanOrEqualTo(500);
        assertThat(data.at("/timeline/time").size())
                .isEqualTo(data.at("/timeline/kv_use_share").size());
        assertThat(data.at("/scatter/ttft_seconds")).hasSize(300);
    }

    @Test
    void staysSmallHoweverManyRequests() {
        Label chat = Label.of(SampleRun.CHAT);
        WorkloadBuilder many = new WorkloadBuilder();
        for (int i = 0; i < 45_000; i++) {
            many.add(i * 1_000_000L, 1 + i % 3000, 1 + i % 2, chat);
        }
        String page = HtmlReport.text(SampleRun.of(many.build(), 1, 1, ReplicaListener.NONE));
        assertThat(page.length()).isLessThan(2 << 20);
        assertThat(data(page).at("/scatter/ttft_seconds")).hasSize(15_000);
        assertThat(page).contains("One request in 3 is a point");
    }

    @Test
    void escapesWhatUsersWrote() {
        String page = HtmlReport.text(nasty());
        assertThat(page).doesNotContain("<img").contains("&lt;/script&gt;&lt;img src=x");
        assertThat(Pattern.compile("</script>").matcher(page).results()).hasSize(3);
        assertThat(data(page).at("/classes/0").asString()).isEqualTo(NASTY);
    }

    @Test
    void drawsEveryPlotInABrowser() throws IOException, InterruptedException {
        assertThat(Browser.dom(write(SampleRun.of(1)), folder))
                .contains("data-plots=\"" + PLOTS + "\"")
                .doesNotContain("class=\"no-plots\"");
    }

    @Test
    void drawsEveryPlotWhateverTheNames() throws IOException, InterruptedException {
        assertThat(Browser.dom(write(nasty()), folder))
                .contains("data-plots=\"" + PLOTS + "\"")
                .doesNotContain("<img");
    }

    @Test
    void showsARunWithoutRequests() throws IOException, InterruptedException {
        assertThat(Browser.dom(write(SampleRun.empty()), folder)).contains("data-plots=\"0\"", "Nothing to show.");
    }

    private Path write(RunResult result) {
        OutputFile file = OutputFile.beside(folder.resolve("report.html"));
        HtmlReport.write(result, file);
        file.commit();
        return file.target();
    }

    private static JsonNode data(String page) {
        int start = page.indexOf("id=\"figures\">") + "id=\"figures\">".length();
        return JsonMapper.shared().readTree(page.substring(start, page.indexOf("</script>", start)));
    }

    private static RunResult nasty() {
        Workload plain = SampleRun.workload(1, 50);
        WorkloadBuilder renamed = new WorkloadBuilder();
        for (int i = 0; i < plain.size(); i++) {
            QosClass qos =
                    new QosClass(i % 2 == 0 ? NASTY : "plain", plain.qos(i).slo());
            renamed.add(plain.arrival(i), plain.promptTokens(i), plain.outputTokens(i), Label.of(qos));
        }
        RunResult r = SampleRun.of(renamed.build(), 1, 1, ReplicaListener.NONE);
        return new RunResult(
                NASTY, List.of(new Fact(NASTY, NASTY)), r.seed(), r.workload(), r.run(), r.pool(), r.summary());
    }
}
