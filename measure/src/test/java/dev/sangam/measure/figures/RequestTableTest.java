package dev.sangam.measure.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.Seeds;
import dev.sangam.core.metric.Metric;
import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.TableColumn;
import dev.sangam.files.output.TableFormat;
import dev.sangam.measure.run.Outcome;
import dev.sangam.measure.run.RunRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RequestTableTest {
    private final RunRecord run = Runs.run(Runs.random(Seeds.random(1), 150));
    private final RunSummary summary = RunSummary.of(run, SloSettings.AS_RECORDED);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void holdsWhatTheSummarySays(TableFormat format) throws SQLException {
        Path file = folder.resolve("requests." + format.id());
        OutputFile output = OutputFile.beside(file);
        RequestTable.write(run, SloSettings.AS_RECORDED, format, output);
        output.commit();
        ScopeFigures all = summary.all();
        assertThat(query(file, "count(*)")).isEqualTo(150);
        assertThat(query(file, "count(*) filter (outcome = 'timeout')"))
                .isEqualTo(all.counts().of(Outcome.TIMEOUT));
        assertThat(query(file, "quantile_disc(ttft_seconds, 0.5) filter (outcome = 'completed')"))
                .isCloseTo(all.stat(Metric.TTFT).p50(), within(1e-9));
        assertThat(query(file, "avg(ttlt_sent_seconds) filter (outcome = 'completed')"))
                .isCloseTo(all.stat(Metric.TTLT_SENT).mean(), within(1e-9));
        assertThat(query(file, "avg(fluidity_share)"))
                .isCloseTo(all.stat(Metric.FLUIDITY).mean(), within(1e-9));
        assertThat(query(file, "count(slo_met)")).isEqualTo(all.counts().promised());
        assertThat(query(file, "sum(slo_met::int)")).isEqualTo(all.counts().attained());
    }

    @Test
    void everyColumnIsDescribedOnce() {
        List<String> names =
                RequestTable.COLUMNS.stream().map(TableColumn::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(RequestTable.COLUMNS).noneMatch(c -> c.description().isBlank());
    }

    @Test
    void everyNumberOfTheSummaryStandsUnderADefinedMetric() {
        String text = RunSummaryJson.text(summary, run.labels());
        JsonNode json = new JsonMapper().readTree(text);
        assertThat(json.get("schema").asString()).isEqualTo(RunSummaryJson.SCHEMA);
        assertThat(json.get("classes").size()).isEqualTo(3);
        assertThat(json.get("endpoints").size()).isEqualTo(2);
        JsonNode all = json.get("all");
        assertThat(all.get("outcomes").get("completed").asInt())
                .isEqualTo(summary.all().counts().completed());
        assertThat(all.get("ttft_seconds").get("p99").asDouble())
                .isEqualTo(summary.all().stat(Metric.TTFT).p99());
        assertThat(all.get("ttft_seconds").get("count").asInt())
                .isEqualTo(summary.all().counts().completed());
        assertThat(all.get("goodput_requests_per_second").asDouble())
                .isEqualTo(summary.all().value(Metric.GOODPUT));
        List<String> ids = List.copyOf(json.get("metrics").propertyNames());
        assertThat(all.propertyNames().stream().filter(key -> all.get(key).has("p99")))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(ids).anyMatch(key::startsWith));
        assertThat(json.get("names_elsewhere").size()).isEqualTo(PeerName.values().length);
        assertThat(json.get("slos").get("chat").get("ttft_seconds").asDouble()).isEqualTo(0.3);
        assertThat(RunSummaryJson.text(RunSummary.of(run, SloSettings.AS_RECORDED), run.labels()))
                .as("equal runs give equal bytes")
                .isEqualTo(text);
    }

    @Test
    void aRunWithoutRequestsHasNoFigures() {
        RunSummary none = RunSummary.of(Runs.run(), SloSettings.AS_RECORDED);
        assertThat(none.validity().valid()).isFalse();
        JsonNode all = new JsonMapper()
                .readTree(RunSummaryJson.text(none, Runs.LABELS))
                .get("all");
        assertThat(all.get("ttft_seconds").get("p50").isNull()).isTrue();
        assertThat(all.get("throughput_requests_per_second").isNull()).isTrue();
        assertThat(all.get("attainment_share").isNull()).isTrue();
    }

    private static double query(Path file, String what) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + what + " FROM '" + file + "'")) {
            row.next();
            return row.getDouble(1);
        }
    }
}
