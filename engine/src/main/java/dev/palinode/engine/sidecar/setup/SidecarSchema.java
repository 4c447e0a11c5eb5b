package dev.palinode.engine.sidecar.setup;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.Writable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * Makes the sidecar schema. There is one file per table under {@code /sidecar}, named in {@code /sidecar/tables}.
 * What exists is left alone, so that starting an engine writes nothing to the binlog, but for the columns that a table
 * made by an older Palinode does not have yet. Nothing is created on a server that is read-only, although it may let us: it
 * would be a transaction that the primary does not have.
 */
public final class SidecarSchema {
    /** Above what a lock is waited for; longer than this only a server is silent that is frozen or cut off. */
    private static final Duration SILENCE = Duration.ofSeconds(40);

    private SidecarSchema() {}

    /** Creates what is missing. Any number of engines may do so at once. */
    public static void ensure(Db db) throws SQLException {
        db.within(SILENCE, SidecarSchema::create);
    }

    private static void create(Connection connection) throws SQLException {
        String present = "SELECT table_name FROM information_schema.tables WHERE table_schema = '_vt'";
        List<String> tables = Sql.query(connection, present, row -> row.getString(1));
        try (Statement statement = connection.createStatement()) {
            if (tables.isEmpty()) {
                Writable.require(connection);
                statement.execute("CREATE DATABASE IF NOT EXISTS _vt DEFAULT CHARACTER SET utf8mb4");
            }
            for (String table : names()) {
                String definition = read(table + ".sql");
                if (tables.contains(table)) {
                    SidecarColumns.addMissing(connection, "_vt", table, definition);
                } else {
                    Writable.require(connection);
                    statement.execute(definition);
                }
            }
        }
    }

    /** The names of the tables, in order of creation. */
    static List<String> names() {
        return read("tables").lines().filter(line -> !line.isBlank()).toList();
    }

    private static String read(String file) {
        try (InputStream in = SidecarSchema.class.getResourceAsStream("/sidecar/" + file)) {
            if (in == null) {
                throw new IllegalStateException("the resource /sidecar/" + file + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
