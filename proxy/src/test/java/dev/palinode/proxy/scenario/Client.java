package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A user at a connection through the proxy; the strategy is {@code vitess} unless it is set otherwise. */
final class Client implements AutoCloseable {
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private final Connection connection;

    Client(Connection connection) throws SQLException {
        this.connection = connection;
        run("SET @@ddl_strategy = 'vitess'");
    }

    Connection connection() {
        return connection;
    }

    /** Runs a statement that returns no rows; returns how many rows were affected. */
    int run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.execute(sql)).as("rows for %s", sql).isFalse();
            return statement.getUpdateCount();
        }
    }

    /** The error of a statement that must be refused. */
    SQLException refused(String sql) {
        SQLException error = catchThrowableOfType(SQLException.class, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
        assertThat((Throwable) error).as("the error of %s", sql).isNotNull();
        return error;
    }

    /** Submits a statement that makes one migration; returns its UUID. */
    String submit(String sql) throws SQLException {
        List<String> uuids = submitAll(sql);
        assertThat(uuids).as("migrations of %s", sql).hasSize(1);
        return uuids.get(0);
    }

    /** Submits a statement; returns the UUIDs of its migrations. */
    List<String> submitAll(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The driver has its own opinion on what a query is, and an ALTER is none.
            assertThat(statement.execute(sql)).as("rows for %s", sql).isTrue();
            return uuids(statement.getResultSet());
        }
    }

    static List<String> uuids(ResultSet result) throws SQLException {
        try (ResultSet rows = result) {
            assertThat(rows.getMetaData().getColumnCount()).isEqualTo(1);
            assertThat(rows.getMetaData().getColumnLabel(1)).isEqualTo("uuid");
            List<String> uuids = new ArrayList<>();
            while (rows.next()) {
                uuids.add(rows.getString(1));
            }
            return uuids;
        }
    }

    /** Submits a statement and waits until its migration is complete; returns its UUID. */
    String complete(String sql) throws SQLException, InterruptedException {
        String uuid = submit(sql);
        await(uuid, "complete");
        return uuid;
    }

    /** Submits a statement and waits until its migration has failed; returns the message. */
    String failed(String sql) throws SQLException, InterruptedException {
        return String.valueOf(await(submit(sql), "failed").get("message"));
    }

    /** Reverts a migration and waits until that is complete; returns the UUID of the revert. */
    String revert(String uuid) throws SQLException, InterruptedException {
        return complete("REVERT VITESS_MIGRATION '" + uuid + "'");
    }

    /** What SHOW VITESS_MIGRATIONS says of one migration. */
    Map<String, String> show(String uuid) throws SQLException {
        List<Map<String, String>> rows = like(uuid);
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }

    /** The rows of SHOW VITESS_MIGRATIONS LIKE. */
    List<Map<String, String>> like(String pattern) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW VITESS_MIGRATIONS LIKE '" + pattern + "'")) {
            List<Map<String, String>> found = new ArrayList<>();
            while (rows.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.put(rows.getMetaData().getColumnLabel(i), String.valueOf(rows.getString(i)));
                }
                found.add(row);
            }
            return found;
        }
    }

    /** Waits until the migration is in that state, and fails when it ends in another one; returns its row. */
    Map<String, String> await(String uuid, String status) throws SQLException, InterruptedException {
        return await(uuid, "migration_status", status);
    }

    /** The same for any column. */
    Map<String, String> await(String uuid, String column, String value) throws SQLException, InterruptedException {
        return await(uuid, column, value, Integer.MAX_VALUE);
    }

    /** Waits until an attempt at the cut-over has been given up, which the message then says. */
    Map<String, String> awaitMessage(String uuid, String begin) throws SQLException, InterruptedException {
        return await(uuid, "message", begin, begin.length());
    }

    private Map<String, String> await(String uuid, String column, String value, int length)
            throws SQLException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Map<String, String> row = show(uuid);
            String found = String.valueOf(row.get(column));
            if (value.equals(found.substring(0, Math.min(length, found.length())))) {
                return row;
            }
            String now = String.valueOf(row.get("migration_status"));
            // What is kept after the end changes then as well.
            boolean lasts = column.equals("revertible") || column.equals("verification");
            boolean ended = !lasts && List.of("complete", "failed", "cancelled").contains(now);
            if (ended || System.nanoTime() > end) {
                throw new AssertionError("waiting for " + column + " " + value + ", but " + row);
            }
            Thread.sleep(40);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
