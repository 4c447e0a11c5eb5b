package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.awaitility.Awaitility;

/** The statements that a direct connection does not know, as any driver sends them. */
final class Online {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private Online() {}

    /** Alters a table online and reverts that, on one connection, as text and prepared. */
    static void alterAndRevert(Connection connection, String table) throws SQLException {
        run(connection, "/* a client's comment */ SET SESSION ddl_strategy='vitess'");
        assertThat(one(connection, "SELECT @@ddl_strategy")).isEqualTo("vitess");
        String altered = uuid(connection, "ALTER TABLE " + table + " ADD COLUMN added_online INT NOT NULL DEFAULT 7");
        awaitComplete(connection, altered);
        assertThat(one(connection, "SELECT MIN(added_online) FROM " + table)).isEqualTo("7");
        String reverted;
        try (PreparedStatement revert = connection.prepareStatement("REVERT VITESS_MIGRATION '" + altered + "'")) {
            assertThat(revert.execute()).isTrue();
            reverted = first(revert.getResultSet());
        }
        awaitComplete(connection, reverted);
        run(connection, "SET @@ddl_strategy = 'direct'");
        assertThat(one(connection, countOfAdded(table))).isEqualTo("0");
    }

    private static String countOfAdded(String table) {
        return "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '"
                + table + "' AND column_name = 'added_online'";
    }

    /** Waits until a migration is complete. */
    static void awaitComplete(Connection connection, String uuid) {
        Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ofMillis(50)).until(() -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SHOW VITESS_MIGRATIONS LIKE '" + uuid + "'")) {
                assertThat(rows.next()).isTrue();
                String status = rows.getString("migration_status");
                assertThat(status).as(rows.getString("message")).isNotIn("failed", "cancelled");
                return "complete".equals(status);
            }
        });
    }

    /** Waits until there are so many migrations of the connection's schema, all of them complete. */
    static void awaitAllComplete(Connection connection, int count) {
        Awaitility.await().atMost(PATIENCE).pollDelay(Duration.ofMillis(50)).until(() -> {
            int complete = 0;
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SHOW VITESS_MIGRATIONS")) {
                while (rows.next()) {
                    assertThat(rows.getString("migration_status"))
                            .as(rows.getString("message"))
                            .isNotIn("failed", "cancelled");
                    complete += "complete".equals(rows.getString("migration_status")) ? 1 : 0;
                }
            }
            return complete == count;
        });
    }

    private static String uuid(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            assertThat(statement.execute(sql)).isTrue();
            return first(statement.getResultSet());
        }
    }

    static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return first(statement.executeQuery(sql));
        }
    }

    private static String first(ResultSet result) throws SQLException {
        try (ResultSet rows = result) {
            assertThat(rows.next()).isTrue();
            return String.valueOf(rows.getString(1));
        }
    }
}
