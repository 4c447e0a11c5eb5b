package dev.palinode.engine.sidecar;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.MigrationId;
import java.sql.Connection;
import java.sql.SQLException;

/** The history of migrations in {@code _vt.migration_event}, for people; nothing is decided by it. */
final class EventLog {
    private EventLog() {}

    /** Adds a line in the transaction of what it tells. */
    static void append(Connection tx, MigrationId id, String what) throws SQLException {
        String sql = "INSERT INTO _vt.migration_event (migration_uuid, what) VALUES (?, ?)";
        Sql.update(tx, sql, id.uuid(), Texts.cut(what));
    }
}
