package dev.palinode.engine.crash;

import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A full disk, as far as that can be simulated without one: a tablespace for all tables that may not grow for ever. */
final class SmallDisk {
    /** Options of a server: room for what a cell needs, and for a good deal of ballast. */
    static final String[] OPTIONS = {
        "--innodb-file-per-table=OFF", "--innodb-data-file-path=ibdata1:12M:autoextend:max:96M"
    };

    private static final String SCHEMA = "palinode_ballast";
    private static final int ER_RECORD_FILE_FULL = 1114;
    private static final int ROWS_AT_ONCE = 100;
    private static final int MAX_STATEMENTS = 1_000;

    private SmallDisk() {}

    /** Takes all the room that is left. */
    static void fill(TestServer server) throws SQLException {
        server.execute(
                "",
                "CREATE DATABASE IF NOT EXISTS " + SCHEMA,
                "CREATE TABLE " + SCHEMA
                        + ".b (id INT AUTO_INCREMENT PRIMARY KEY, filler VARCHAR(8000)) CHARSET ascii");
        // Ever smaller pieces: what is left of an extent has room for somebody else's row.
        for (int rows : new int[] {ROWS_AT_ONCE, 1}) {
            fill(server, rows);
        }
    }

    private static void fill(TestServer server, int rows) throws SQLException {
        String values = "(REPEAT('b', 8000))" + ", (REPEAT('b', 8000))".repeat(rows - 1);
        try (Connection connection = server.connect(SCHEMA);
                Statement statement = connection.createStatement()) {
            for (int i = 0; i < MAX_STATEMENTS; i++) {
                statement.execute("INSERT INTO b (filler) VALUES " + values);
            }
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_RECORD_FILE_FULL) {
                throw e;
            }
            return;
        }
        throw new IllegalStateException("the disk is larger than expected");
    }

    /** Gives it back. */
    static void free(TestServer server) throws SQLException {
        server.execute("", "DROP DATABASE " + SCHEMA);
    }
}
