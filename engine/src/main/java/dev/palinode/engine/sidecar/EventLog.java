package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.RowSet;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The history of migrations in {@code _vt.migration_event}, for people; nothing is decided by it. */
final class EventLog {
    static final List<RowSet.Column> COLUMNS = List.of(
            new RowSet.Column("event_timestamp", RowSet.Type.TIMESTAMP),
            new RowSet.Column("migration_log", RowSet.Type.TEXT));

    private EventLog() {}

    /** The lines of one migration, oldest first. */
    static RowSet read(Connection connection, MigrationId id) throws SQLException {
        String sql = "SELECT CAST(at AS CHAR), what FROM _vt.migration_event WHERE migration_uuid = ? ORDER BY id";
        List<List<Optional<String>>> lines = Sql.query(
                connection,
                sql,
                row -> List.of(Optional.of(row.getString(1)), Optional.of(row.getString(2))),
                id.uuid());
        return new RowSet(COLUMNS, lines);
    }

    /** Adds a line in the transaction of what it tells. */
    static void append(Connection tx, MigrationId id, String what) throws SQLException {
        String sql = "INSERT INTO _vt.migration_event (migration_uuid, what) VALUES (?, ?)";
        Sql.update(tx, sql, id.uuid(), Texts.cut(what));
    }
}
