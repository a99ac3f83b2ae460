package dev.sangam.files.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * A table as Parquet. Rows gather in a DuckDB file beside it, so that memory stays bounded, and are copied out at the end by
 * one thread, so that equal rows give equal bytes.
 */
final class ParquetTable implements TableWriter {
    private static final String MEMORY = "512MB";

    private final OutputFile file;
    private final Path database;
    private final Connection connection;
    private final DuckDBAppender rows;
    private boolean inRow;

    ParquetTable(OutputFile file, List<TableColumn> columns) {
        this.file = file;
        this.database = file.part().resolveSibling(file.part().getFileName() + ".duckdb");
        try {
            connection = DriverManager.getConnection("jdbc:duckdb:" + database);
            execute("SET threads = 1");
            execute("SET memory_limit = '" + MEMORY + "'");
            execute("CREATE TABLE result ("
                    + columns.stream()
                            .map(column ->
                                    "\"" + column.name() + "\" " + column.type().sql())
                            .collect(Collectors.joining(", "))
                    + ")");
            rows = connection.unwrap(DuckDBConnection.class).createAppender("result");
        } catch (SQLException e) {
            throw file.failure(e);
        }
    }

    @Override
    public TableWriter add(long value) {
        return field(() -> rows.append(value));
    }

    @Override
    public TableWriter add(double value) {
        return field(() -> {
            if (Double.isFinite(value)) {
                rows.append(value);
            } else {
                rows.appendNull();
            }
        });
    }

    @Override
    public TableWriter add(String value) {
        return field(() -> rows.append(value));
    }

    @Override
    public TableWriter add(@Nullable Boolean value) {
        return field(() -> {
            if (value == null) {
                rows.appendNull();
            } else {
                rows.append(value.booleanValue());
            }
        });
    }

    @Override
    public void end() {
        run(rows::endRow);
        inRow = false;
    }

    @Override
    public void close() {
        try (connection) {
            rows.close();
            execute("COPY result TO '" + quoted(file.part()) + "' (FORMAT parquet, COMPRESSION zstd)");
        } catch (SQLException e) {
            throw file.failure(e);
        } finally {
            delete();
        }
    }

    private void delete() {
        try {
            Files.deleteIfExists(database);
        } catch (IOException e) {
            throw file.failure(e);
        }
    }

    private TableWriter field(Action action) {
        if (!inRow) {
            run(rows::beginRow);
            inRow = true;
        }
        run(action);
        return this;
    }

    private void run(Action action) {
        try {
            action.run();
        } catch (SQLException e) {
            throw file.failure(e);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(Path path) {
        return path.toString().replace("'", "''");
    }

    private interface Action {
        void run() throws SQLException;
    }
}
