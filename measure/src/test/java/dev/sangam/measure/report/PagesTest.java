package dev.sangam.measure.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sangam.core.browser.Browser;
import dev.sangam.files.output.TextStyle;
import dev.sangam.measure.figures.RunSummary;
import dev.sangam.measure.figures.SloSettings;
import dev.sangam.measure.report.SweepPage.Level;
import dev.sangam.measure.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of runs and sweeps, also in a real browser where there is one. */
final class PagesTest {
    private static final String NASTY = "</script><img src=x onerror=alert(1)> & \"q\" 'a'";
    private static final int RUN_PLOTS = 10;
    private static final int SWEEP_PLOTS = 6;

    @TempDir
    private Path folder;

    private static RunSummary summary(RunRecord run) {
        return RunSummary.of(run, SloSettings.AS_RECORDED);
    }

    private static String page(RunRecord run) {
        return RunPage.of(NASTY, List.of(new Fact(NASTY, NASTY)), summary(run), run);
    }

    private String inBrowser(String page) throws IOException, InterruptedException {
        return Browser.dom(Files.writeString(folder.resolve("report.html"), page), folder);
    }

    @Test
    void aPageHoldsFindingsFiguresAndDefinitionsAndAsksForNothing() {
        String page = page(SampleRuns.of(200, "chat", true));

        assertThat(page)
                .contains("<td>chat</td>", "<td>all</td>", "HTTP 503", "Definitions", "time to first token (ttft)")
                .contains("default-src 'none'");
        assertThat(page.replaceAll("(?s)<!--.*?-->|<script.*?</script>", "").replaceAll("http://127.0.0.1:8080", ""))
                .doesNotContain("http:", "https:", "src=\"");
    }

    @Test
    void whatUsersWroteIsEscaped() {
        String page = page(SampleRuns.of(50, NASTY, true));

        assertThat(page).doesNotContain("<img").contains("&lt;/script&gt;&lt;img src=x");
        assertThat(Pattern.compile("</script>").matcher(page).results()).hasSize(3);
    }

    @Test
    void aPageStaysSmallHoweverManyRequests() {
        String page = page(SampleRuns.of(30_000, "chat", true));

        assertThat(page.length()).isLessThan(2 << 20);
        assertThat(page).contains("One request in 3 is a point");
    }

    @Test
    void everyPlotOfARunIsDrawn() throws IOException, InterruptedException {
        assertThat(inBrowser(page(SampleRuns.of(300, NASTY, false))))
                .contains("data-plots=\"" + RUN_PLOTS + "\"")
                .doesNotContain("class=\"no-plots\"", "<img");
    }

    @Test
    void aRunWithoutAnAnswerHasABannerAndAPage() throws IOException, InterruptedException {
        RunRecord run = SampleRuns.of(0, "chat", true);

        assertThat(inBrowser(page(run))).contains("This run is invalid", "Nothing to show.");
    }

    @Test
    void everyPlotOfASweepIsDrawn() throws IOException, InterruptedException {
        RunSummary summary = summary(SampleRuns.of(100, "chat", true));
        List<Level> levels =
                List.of(new Level(1, summary, "rate-1/report.html"), new Level(2, summary, "rate-2/report.html"));

        assertThat(inBrowser(SweepPage.of(NASTY, List.of(), levels)))
                .contains("data-plots=\"" + SWEEP_PLOTS + "\"", "href=\"rate-2/report.html\"")
                .doesNotContain("<img");
        assertThat(SweepText.of(List.of(), levels, TextStyle.PLAIN)).contains("1 /s", "2 /s", "yes");
    }

    @Test
    void openAndClosedLoopsAreNeverOnOnePage() {
        List<Level> mixed = List.of(
                new Level(1, summary(SampleRuns.of(20, "chat", true)), "a"),
                new Level(2, summary(SampleRuns.of(20, "chat", false)), "b"));

        assertThatThrownBy(() -> SweepPage.of("mixed", List.of(), mixed)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failuresAreToldByKindAndBesideTheFigures() {
        String text = SummaryText.of(
                summary(SampleRuns.of(200, "chat", true)), List.of(new Fact("load", "some")), TextStyle.PLAIN);

        assertThat(text).contains("load          some", "20 HTTP 503", "sent late", "goodput", "fluid");
    }
}
