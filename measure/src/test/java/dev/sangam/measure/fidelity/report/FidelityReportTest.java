package dev.sangam.measure.fidelity.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.core.Seeds;
import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.TableFormat;
import dev.sangam.files.output.TextStyle;
import dev.sangam.measure.fidelity.Answers;
import dev.sangam.measure.fidelity.Comparison;
import dev.sangam.measure.fidelity.FidelityFigure;
import dev.sangam.measure.fidelity.Prediction;
import dev.sangam.measure.fidelity.report.FidelitySweep.Variant;
import dev.sangam.measure.fidelity.report.Verdict.Degree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class FidelityReportTest {
    @TempDir
    private Path folder;

    private static Degree degree(double noise, Optional<Comparison> floor) {
        return Verdict.of(SampleReports.report("q.gguf", 4, SampleReports.comparison(noise), floor))
                .degree();
    }

    @Test
    void theDegreeOfChangeRisesWithTheNoise() {
        assertThat(Stream.of(0.0, 0.03, 0.1, 0.6).map(noise -> degree(noise, Optional.empty())))
                .containsExactly(Degree.IDENTICAL, Degree.CLOSE, Degree.CHANGED, Degree.ANOTHER_MODEL);
    }

    @Test
    void whatDiffersNoMoreThanTheBaseFromItselfIsNoise() {
        assertThat(degree(0.1, Optional.of(SampleReports.comparison(0.1)))).isEqualTo(Degree.WITHIN_NOISE);
        assertThat(degree(0.2, Optional.of(SampleReports.comparison(0.1)))).isEqualTo(Degree.ANOTHER_MODEL);
    }

    @Test
    void theVerdictSaysWhyEqualAccuracyIsNotSameness() {
        Verdict verdict = Verdict.of(SampleReports.whole("q.gguf", 0.6, "flips<2%", "agreement>50%"));

        assertThat(String.join("\n", verdict.reasons()))
                .contains(
                        "29 that were right are wrong, 18 that were wrong are right",
                        "exact McNemar p 0.14), which chance explains. That says nothing of sameness",
                        "LLaMA-3-8B at q2_K has",
                        "noise floor: 0.294 % of 340 answers",
                        "1 of 2 gates is missed");
    }

    /** 1 - 0.05^(1/340): as many flips would show at least one in 19 of 20 such sets. */
    @Test
    void noFlipAmongFewItemsIsNotNoFlipAtAll() {
        FidelityReport report = SampleReports.report("q.gguf", 4, SampleReports.comparison(0), Optional.empty());

        assertThat(Verdict.of(report).reasons()).anyMatch(reason -> reason.contains("0.877 % could flip unseen"));
    }

    @Test
    void aReportWithoutASecondRunOfTheBaseSaysSo() {
        FidelityReport report = SampleReports.report("q.gguf", 4, SampleReports.comparison(0.6), Optional.empty());

        assertThat(Verdict.of(report).reasons()).anyMatch(reason -> reason.startsWith("The base ran once"));
    }

    @Test
    void theTerminalShowsEveryTable() {
        String text = FidelityText.of(SampleReports.whole("q.gguf", 0.6, "flips<2%"), TextStyle.PLAIN);

        assertThat(text)
                .contains(
                        "It is another model",
                        "mmlu (noise)",
                        "gsm8k",
                        "base's top margin",
                        "0.0 to 0.1",
                        "KL 99.9 %",
                        "same likeliest token",
                        "95 % interval by chunk",
                        "flips<2%",
                        "missed");
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(text)).isTrue();
    }

    @Test
    void withoutRightAnswersTheTerminalSaysSo() {
        List<Prediction> open = Answers.solutions(5, 0, Seeds.random(1)).stream()
                .map(Prediction.Open.class::cast)
                .map(of -> (Prediction)
                        new Prediction.Open("own", of.id(), of.question(), Optional.empty(), of.text(), of.tokens()))
                .toList();
        FidelityReport report = SampleReports.report(
                "q.gguf", 4, Comparison.of(open, open, List.of(), Comparison.SEED), Optional.empty());

        assertThat(FidelityText.of(report, TextStyle.PLAIN))
                .contains("No right answers are known, so there are no flips", "no answers", "It is the same model");
    }

    @Test
    void everyFigureOfTheJsonIsDefinedThere() {
        JsonNode json = new JsonMapper().readTree(FidelityJson.of(SampleReports.whole("q.gguf", 0.6, "kl<0.01")));
        List<String> defined =
                Stream.of(FidelityFigure.values()).map(FidelityFigure::id).toList();

        assertThat(json.get("schema").asString()).isEqualTo("sangam.fidelity/1");
        assertThat(json.get("definitions")).hasSize(defined.size());
        assertThat(json.get("passed").asBoolean()).isFalse();
        assertThat(json.get("sets")).hasSize(3);
        assertThat(json.at("/sets/0/counts/correct_to_incorrect").asInt()).isEqualTo(16);
        assertThat(json.at("/sets/0/figures/flips").asDouble()).isCloseTo(34.0 / 300, Offset.offset(1e-15));
        assertThat(json.at("/noise_floor/texts/0/figures/kl").asDouble()).isPositive();
        for (String list : List.of("sets", "texts")) {
            for (JsonNode scope : json.get(list)) {
                assertThat(defined).containsAll(scope.get("figures").propertyNames());
                assertThat(defined).containsAll(scope.get("intervals").propertyNames());
                assertThat(defined)
                        .containsAll(
                                scope.get("errors") == null
                                        ? List.of()
                                        : scope.get("errors").propertyNames());
            }
        }
    }

    @Test
    void equalReportsGiveEqualBytes() {
        assertThat(FidelityJson.of(SampleReports.whole("q.gguf", 0.3)))
                .isEqualTo(FidelityJson.of(SampleReports.whole("q.gguf", 0.3)));
    }

    @Test
    void tablesHaveARowPerItemAndToken() throws IOException {
        Comparison comparison = SampleReports.comparison(0.6);
        OutputFile items = OutputFile.beside(folder.resolve("items.csv"));
        OutputFile tokens = OutputFile.beside(folder.resolve("tokens.csv"));
        FidelityTables.items(comparison, TableFormat.CSV, items);
        FidelityTables.tokens(comparison, TableFormat.CSV, tokens);
        items.commit();
        tokens.commit();

        assertThat(Files.readString(folder.resolve("items.csv")))
                .startsWith("set,id,outcome,question")
                .contains("mmlu,item 0,", "gsm8k,sheep 0,");
        assertThat(Files.readAllLines(folder.resolve("tokens.csv"))).hasSize(1 + 12 * 64);
    }

    @Test
    void theSmallestFileThatPassesIsPicked() {
        FidelitySweep sweep = SampleReports.sweep("flips<5%");

        assertThat(sweep.pick().map(Variant::type)).contains("q4_k_m");
        assertThat(sweep.variants().stream().filter(sweep::onFront).map(Variant::type))
                .containsExactlyInAnyOrder("q8_0", "q6_k", "q4_k_m", "q2_k");
        assertThat(sweep.rankCorrelation(FidelityFigure.FLIPS, FidelityFigure.KL))
                .isCloseTo(1, Offset.offset(1e-12));
        assertThat(sweep.rankCorrelation(FidelityFigure.SAME_TOP, FidelityFigure.KL))
                .isCloseTo(-1, Offset.offset(1e-12));
        assertThat(FidelitySweepText.of(sweep, TextStyle.PLAIN))
                .contains("Ship q4_k_m", "missed: flips<5%", "rank correlation of flips with kl over 5 files is 1.000");
        JsonNode json = new JsonMapper().readTree(FidelitySweepText.json(sweep));
        assertThat(json.get("ship").asString()).isEqualTo("q4_k_m");
        assertThat(json.get("variants")).hasSize(5);
    }

    @Test
    void withoutGatesOrWhenNonePassesNoFileIsPicked() {
        assertThat(FidelitySweepText.of(SampleReports.sweep(), TextStyle.PLAIN)).contains("No gates were given");
        assertThat(FidelitySweepText.of(SampleReports.sweep("flips<=0%"), TextStyle.PLAIN))
                .contains("No file meets every gate");
    }
}
