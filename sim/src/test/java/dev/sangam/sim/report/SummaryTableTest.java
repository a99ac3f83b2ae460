package dev.sangam.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.files.output.Figures;
import dev.sangam.files.output.TextStyle;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SummaryTableTest {
    private final RunResult result = SampleRun.of(1);

    @Test
    void showsEveryClassAndTheWholeWithinATerminal() {
        String text = SummaryTable.text(result, new TextStyle(true, false));
        assertThat(text)
                .contains("Chat and batch", "TTFT p50", "\nchat ", "\nbatch ", "\nall ", "TBT p50", "preemptions");
        assertThat(text.lines()).allMatch(line -> line.length() <= 110);
        assertThat(text).doesNotContain("NaN", "Infinity", "null", "\u001b");
    }

    @Test
    void isAsciiAndWithoutColourWhenTheTerminalIs() {
        String text = SummaryTable.text(result, TextStyle.PLAIN);
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).isTrue();
        assertThat(TextStyle.of(StandardCharsets.ISO_8859_1, false).unicode()).isFalse();
        assertThat(TextStyle.of(StandardCharsets.UTF_8, false).unicode()).isTrue();
    }

    @Test
    void showsPoorAttainmentInRed() {
        assertThat(result.summary().all().attainment()).isLessThan(0.99);
        assertThat(SummaryTable.text(result, new TextStyle(true, true))).contains("\u001b[31m");
    }

    @Test
    void survivesARunWithoutRequests() {
        assertThat(SummaryTable.text(SampleRun.empty(), TextStyle.PLAIN))
                .contains("0 completed")
                .doesNotContain("NaN");
    }

    @Test
    void figuresHaveThreeDigitsAndAUnit() {
        assertThat(Figures.seconds(0.0123456)).isEqualTo("12.3 ms");
        assertThat(Figures.seconds(0.9999)).isEqualTo("1 s");
        assertThat(Figures.seconds(0)).isEqualTo("0 s");
        assertThat(Figures.seconds(250)).isEqualTo("4.17 min");
        assertThat(Figures.seconds(7201)).isEqualTo("2 h");
        assertThat(Figures.seconds(2.5e-7)).isEqualTo("250 ns");
        assertThat(Figures.share(0.99996)).isEqualTo("99.9 %");
        assertThat(Figures.share(1)).isEqualTo("100 %");
        assertThat(Figures.of(12345.6, "tokens/s")).isEqualTo("12,346 tokens/s");
        assertThat(Figures.seconds(Double.NaN)).isEqualTo("-");
    }

    @Test
    void sparklineScalesToTheLargestAndKeepsSmallValuesVisible() {
        TextStyle style = new TextStyle(true, false);
        assertThat(style.sparkline(new double[] {0, 0.001, 4, 8})).isEqualTo(" ▁▄█");
        assertThat(style.sparkline(new double[] {0, Double.NaN})).isEqualTo("  ");
    }
}
