package dev.sangam.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sangam.sim.report.ResultTables;
import java.io.IOException;
import java.nio.file.Files;
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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** DuckDB reads what was written, and finds what the summary says. */
final class TablesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"csv", "parquet"})
    void tablesHoldEveryRequestAndEveryStep(String format) throws SQLException {
        Cli cli = new Cli(folder);
        var run = cli.tiny("--tables", format, "--json");
        long steps = JsonMapper.shared().readTree(run.out()).at("/run/steps").asLong();

        assertThat(sql("count(*)", "requests." + format)).isEqualTo(20);
        assertThat(sql("sum(output_tokens)", "requests." + format)).isEqualTo(200);
        assertThat(sql("count(*)", "steps." + format)).isEqualTo(steps);
        assertThat(sql("sum(prefill_tokens)", "steps." + format)).isEqualTo(4_000);
        assertThat(sql("count(*)", "timeseries." + format)).isPositive();
    }

    @Test
    void noTablesWhenNoneAreWanted() {
        Cli cli = new Cli(folder);
        cli.tiny("--tables", "csv");
        cli.tiny("--tables", "none").succeeds();

        assertThat(Cli.contents(cli.out()).keySet()).containsExactly("report.html", "summary.json");
    }

    @Test
    void everyColumnIsExplainedInTheDocs() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("sangam.root"), "docs", "simulate.md"));
        List.of(ResultTables.REQUESTS, ResultTables.STEPS, ResultTables.TIMESERIES)
                .forEach(table -> assertThat(table)
                        .allSatisfy(column -> assertThat(page).contains("| `" + column.name() + "` |")));
    }

    private long sql(String what, String table) throws SQLException {
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet row = statement.executeQuery(
                        "select " + what + " from '" + folder.resolve("out").resolve(table) + "'")) {
            assertThat(row.next()).isTrue();
            return row.getLong(1);
        }
    }
}
