package dev.sangam.sim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.metric.StudentT;
import dev.sangam.files.output.TextStyle;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SeedStatisticsTest {
    private final List<SavedSummary> runs = LongStream.rangeClosed(1, 4)
            .mapToObj(seed -> SavedSummary.of(SampleRun.of(seed)))
            .toList();

    @Test
    void meanAndIntervalAreThoseOfTheSeeds() {
        double[] makespans =
                runs.stream().mapToDouble(run -> run.summary().makespan()).toArray();
        SeedStatistics.Row row = row(SeedStatistics.of(runs), "makespan_seconds");
        assertThat(row.seeds()).isEqualTo(4);
        assertThat(row.mean()).isBetween(row.min(), row.max());
        assertThat(row.halfWidth()).isEqualTo(StudentT.halfWidth(makespans));
    }

    @Test
    void intervalOfAKnownSample() {
        // Mean 3, variance 2.5, 4 degrees of freedom.
        assertThat(StudentT.halfWidth(new double[] {1, 2, 3, 4, 5})).isCloseTo(1.9633, within(1e-3));
        assertThat(StudentT.halfWidth(new double[] {7})).isNaN();
    }

    @Test
    void quantilesAgreeWithPublishedTables() {
        assertThat(StudentT.quantile(1)).isCloseTo(12.706, within(1e-3));
        assertThat(StudentT.quantile(21)).isCloseTo(2.0796, within(2e-4));
        assertThat(StudentT.quantile(30)).isCloseTo(2.0423, within(1e-4));
        assertThat(StudentT.quantile(120)).isCloseTo(1.9799, within(1e-4));
    }

    @Test
    void showsMeansAndIntervals() {
        String text = SeedStatistics.of(runs).text(TextStyle.PLAIN);
        assertThat(text)
                .contains("4 seeds: 1, 2, 3, 4", "+- ", "TTFT p99", "chat", "batch")
                .doesNotContain("NaN");
        assertThat(SeedStatistics.of(runs.subList(0, 1)).text(TextStyle.PLAIN)).doesNotContain("NaN", "+-");
    }

    @Test
    void jsonHoldsTheSameRows() {
        SeedStatistics statistics = SeedStatistics.of(runs);
        var json = JsonMapper.shared().readTree(statistics.json());
        assertThat(json.get("figures")).hasSize(statistics.rows().size());
        assertThat(json.at("/seeds/3").asLong()).isEqualTo(4);
    }

    private static SeedStatistics.Row row(SeedStatistics statistics, String id) {
        return statistics.rows().stream()
                .filter(row -> row.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
