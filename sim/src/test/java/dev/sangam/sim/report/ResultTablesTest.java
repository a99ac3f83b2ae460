package dev.sangam.sim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sangam.core.InputException;
import dev.sangam.files.output.OutputFile;
import dev.sangam.files.output.TableFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResultTablesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void givesEqualBytesForEqualSeeds(TableFormat format) throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        writeAll(first, format);
        writeAll(second, format);
        for (String name : List.of("requests", "timeseries", "steps")) {
            String file = name + "." + format.id();
            assertThat(Files.mismatch(first.resolve(file), second.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
        try (var files = Files.list(first)) {
            assertThat(files).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsWhatTheSummarySays(TableFormat format) throws SQLException {
        RunResult result = writeAll(folder, format);
        var summary = result.summary();
        assertThat(query(format, "requests", "count(*), sum(finished::int), sum(slo_met::int), sum(preemptions)"))
                .containsExactly(300.0, 300.0, (double) summary.all().attained(), (double) summary.preemptions());
        assertThat(query(format, "requests", "quantile_disc(ttft_seconds, 0.5)").getFirst())
                .isCloseTo(summary.all().ttft().p50(), within(1e-9));
        assertThat(query(format, "requests", "avg(ttlt_seconds)").getFirst())
                .isCloseTo(summary.all().ttlt().mean(), within(1e-9));
        assertThat(query(format, "requests", "count(fluidity_share) filter (class = 'batch')"))
                .containsExactly(0.0);
        assertThat(query(format, "steps", "count(*), sum(preempted), max(end_seconds)"))
                .containsExactly(
                        (double) summary.steps(),
                        (double) summary.preemptions(),
                        result.run().lastTokenAt() / 1e9);
        assertThat(query(format, "timeseries", "sum(arrivals_per_second * length_seconds)")
                        .getFirst())
                .isCloseTo(300, within(1e-6));
        assertThat(query(format, "timeseries", "sum(kv_use_share * length_seconds)")
                        .getFirst())
                .isCloseTo(summary.kvUse() * summary.makespan(), within(1e-6));
        assertThat(query(format, "timeseries", "sum(completions_per_second * length_seconds)")
                        .getFirst())
                .isCloseTo(300, within(1e-6));
    }

    @Test
    void emptyRunGivesTablesWithoutRows() throws SQLException {
        RunResult empty = SampleRun.empty();
        ResultTables.requests(empty, TableFormat.PARQUET, at("requests.parquet"));
        assertThat(query(TableFormat.PARQUET, "requests", "count(*)")).containsExactly(0.0);
    }

    @Test
    void namesTheFileThatCannotBeWritten() {
        OutputFile file = OutputFile.beside(folder.resolve("absent/requests.parquet"));
        assertThatThrownBy(() -> ResultTables.requests(SampleRun.of(1), TableFormat.PARQUET, file))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("absent/requests.parquet: cannot be written");
    }

    private RunResult writeAll(Path to, TableFormat format) {
        RunResult result;
        OutputFile steps = OutputFile.beside(to.resolve("steps." + format.id()));
        try (StepTable table = ResultTables.steps(format, steps)) {
            result = SampleRun.of(1, 300, table);
        }
        steps.commit();
        OutputFile requests = OutputFile.beside(to.resolve("requests." + format.id()));
        ResultTables.requests(result, format, requests);
        requests.commit();
        OutputFile series = OutputFile.beside(to.resolve("timeseries." + format.id()));
        ResultTables.timeSeries(result, format, series);
        series.commit();
        return result;
    }

    private OutputFile at(String name) {
        return new OutputFile(folder.resolve(name), folder.resolve(name));
    }

    private List<Double> query(TableFormat format, String table, String columns) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT " + columns + " FROM '" + folder.resolve(table + "." + format.id()) + "'")) {
            rows.next();
            List<Double> values = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                values.add(rows.getDouble(i));
            }
            return values;
        }
    }
}
