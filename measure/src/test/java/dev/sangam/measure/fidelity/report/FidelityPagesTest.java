package dev.sangam.measure.fidelity.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.browser.Browser;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.ScoredText;
import dev.sangam.measure.fidelity.ScoredText.Token;
import dev.sangam.measure.fidelity.ScoredText.Window;
import dev.sangam.measure.fidelity.TokenPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages, also in a real browser where there is one. */
final class FidelityPagesTest {
    private static final String NASTY = "</script><img src=x onerror=alert(1)> & \"q\" 'a'";
    private static final int PLOTS = 6;

    @TempDir
    private Path folder;

    private String inBrowser(String page) throws IOException, InterruptedException {
        return Browser.dom(Files.writeString(folder.resolve("report.html"), page), folder);
    }

    @Test
    void aPageHasTheVerdictFiguresAndWorstItemsAndAsksForNothing() {
        String page = FidelityPage.of(SampleReports.whole("q4_0.gguf", 0.6, "flips<2%"));

        assertThat(page)
                .contains(
                        "It is another model",
                        "missed",
                        "25 of 61 changed answers",
                        "13 of 13 changed answers",
                        "<mark>come.</mark>",
                        "<mark>more.</mark>",
                        "Worst tokens",
                        "KL 99.9 %",
                        "default-src 'none'");
        assertThat(page.replaceAll("(?s)<!--.*?-->|<script.*?</script>", ""))
                .doesNotContain("http:", "https:", "src=\"", "style=");
    }

    @Test
    void everyPlotIsDrawn() throws IOException, InterruptedException {
        assertThat(inBrowser(FidelityPage.of(SampleReports.whole(NASTY, 0.6))))
                .contains("data-plots=\"" + PLOTS + "\"")
                .doesNotContain("class=\"no-plots\"", "<img");
    }

    @Test
    void aSweepHasItsPicturesAndLinks() throws IOException, InterruptedException {
        assertThat(inBrowser(FidelitySweepPage.of(SampleReports.sweep("flips<5%"))))
                .contains(
                        "Ship q4_k_m",
                        "href=\"q4_k_m/report.html\"",
                        "class=\"dot pick\"",
                        "Size against kl",
                        "Speed against flips",
                        "Spearman");
    }

    @Test
    void whatModelsAndFilesSayIsEscaped() {
        Prediction.Choice choice = new Prediction.Choice(
                NASTY, NASTY, NASTY, List.of(NASTY, "b"), OptionalInt.of(0), 0, List.of(-1.0, -2.0));
        Prediction.Choice other = new Prediction.Choice(
                NASTY, NASTY, NASTY, List.of(NASTY, "b"), OptionalInt.of(0), 1, List.of(-2.0, -1.0));
        Prediction.Open base = new Prediction.Open("o", NASTY, NASTY, Optional.of("1"), NASTY, List.of());
        Prediction.Open candidate = new Prediction.Open("o", NASTY, NASTY, Optional.of("1"), NASTY + "2", List.of());
        ScoredText text = new ScoredText(
                NASTY,
                List.of(new Window(
                        List.of(NASTY), List.of(new Token(NASTY, new TokenPair(1, -1, -2, false), NASTY, NASTY)))));
        Comparison comparison = Comparison.of(List.of(choice, base), List.of(other, candidate), List.of(text), 1);
        String page = FidelityPage.of(SampleReports.report(NASTY, 4, comparison, Optional.of(comparison)));

        assertThat(page).doesNotContain("<img").contains("&lt;/script&gt;&lt;img src=x");
        assertThat(Pattern.compile("</script>").matcher(page).results()).hasSize(3);
    }

    @Test
    void infiniteAndMissingFiguresLeaveAPageToRead() throws IOException, InterruptedException {
        ScoredText text = new ScoredText(
                "t",
                List.of(new Window(
                        List.of(),
                        List.of(new Token(
                                "a",
                                new TokenPair(Double.POSITIVE_INFINITY, -1, Double.NEGATIVE_INFINITY, false),
                                "",
                                "")))));
        Comparison comparison = Comparison.of(List.of(), List.of(), List.of(text), 1);

        assertThat(inBrowser(FidelityPage.of(SampleReports.report("q", 4, comparison, Optional.empty()))))
                .contains("infinite", "It is another model");
    }

    @Test
    void firstDifferencesAreMarkedAtWords() {
        assertThat(WorstItems.wordsInCommon("one two", "one twenty")).isEqualTo(4);
        assertThat(WorstItems.wordsInCommon("one two", "one two")).isEqualTo(7);
        assertThat(WorstItems.wordsInCommon("one", "one two")).isEqualTo(3);
        assertThat(WorstItems.wordsInCommon("one", "ones")).isZero();
        assertThat(WorstItems.wordsInCommon("", "x")).isZero();
    }
}
