package dev.palinode.proxy.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;

/** Batches that MariaDB's driver sends as one command each. */
final class MariaDbBatches {
    private static final int BATCH = 500;

    private final Connection connection;
    private final Transcript seen;

    MariaDbBatches(Connection connection, Transcript seen) {
        this.connection = connection;
        this.seen = seen;
    }

    /** Inserts and updates rows; returns how many executions the server has counted for two batches of inserts. */
    int run() throws SQLException {
        Online.run(connection, "CREATE TABLE bulk (id INT PRIMARY KEY, label VARCHAR(40) DEFAULT 'none', doc JSON)");
        int before = executions();
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO bulk VALUES (?, ?, ?)")) {
            add(insert, 0);
            seen.note("inserted", insert.executeBatch());
            add(insert, 0);
            seen.error("inserted twice", insert::executeBatch);
        }
        int executions = executions() - before;
        try (PreparedStatement update = connection.prepareStatement("UPDATE bulk SET label = ? WHERE id = ?")) {
            for (int i = 0; i < BATCH; i++) {
                update.setString(1, "wörd " + i % 7);
                update.setInt(2, i);
                update.addBatch();
            }
            seen.note("updated", update.executeBatch());
        }
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM bulk ORDER BY id")) {
            seen.rows("rows", select.executeQuery());
        }
        return executions;
    }

    /** One statement is used before and after the table was altered online. */
    void aroundAMigration() throws SQLException {
        String sql = "INSERT INTO bulk (id, label, doc) VALUES (?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            add(insert, BATCH);
            insert.executeBatch();
            Online.alterAndRevert(connection, "bulk");
            add(insert, 2 * BATCH);
            insert.executeBatch();
        }
        assertThat(Online.one(connection, "SELECT COUNT(*) FROM bulk")).isEqualTo(String.valueOf(3 * BATCH));
    }

    private static void add(PreparedStatement insert, int first) throws SQLException {
        for (int i = first; i < first + BATCH; i++) {
            insert.setInt(1, i);
            insert.setString(2, "é " + i);
            if (i % 3 == 0) {
                insert.setNull(3, Types.VARCHAR);
            } else {
                insert.setString(3, "{\"n\": " + i + "}");
            }
            insert.addBatch();
        }
    }

    private int executions() throws SQLException {
        try (PreparedStatement status = connection.prepareStatement("SHOW SESSION STATUS LIKE 'Com_stmt_execute'");
                ResultSet rows = status.executeQuery()) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(2);
        }
    }
}
