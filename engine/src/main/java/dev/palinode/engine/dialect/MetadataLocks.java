package dev.palinode.engine.dialect;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the Performance Schema tells of metadata locks, in both flavours. */
final class MetadataLocks {
    static final String HOLDERS = "SELECT t.processlist_id, CONCAT(t.processlist_user, '@', t.processlist_host),"
            + " IFNULL(t.processlist_time, 0), IFNULL(t.processlist_info, t.processlist_command)"
            + " FROM performance_schema.metadata_locks m"
            + " JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id"
            + " WHERE m.object_schema = ? AND m.object_name = ? AND m.lock_status = 'GRANTED'"
            + " AND t.processlist_id IS NOT NULL AND t.processlist_id <> CONNECTION_ID() GROUP BY 1, 2, 3, 4";

    static final String AWAITED = "SELECT m.object_schema, m.object_name FROM performance_schema.metadata_locks m"
            + " JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id"
            + " WHERE t.processlist_id = ? AND m.object_type = 'TABLE' AND m.lock_status = 'PENDING'";

    static final String REPLACERS = "SELECT t.processlist_id, CONCAT(t.processlist_user, '@', t.processlist_host),"
            + " IFNULL(t.processlist_time, 0), IFNULL(t.processlist_info, t.processlist_command)"
            + " FROM performance_schema.metadata_locks m"
            + " JOIN performance_schema.threads t ON t.thread_id = m.owner_thread_id"
            + " WHERE m.object_type = 'TABLE' AND LOWER(m.object_schema) = LOWER(?) AND LOWER(m.object_name) = LOWER(?)"
            + " AND m.lock_type = 'EXCLUSIVE' AND m.lock_status = 'PENDING' AND t.processlist_id IS NOT NULL";

    /** The other tables are named so that who may not read them is told now. */
    private static final String SHOWN = "SELECT COUNT(*) FROM performance_schema.setup_instruments i"
            + " LEFT JOIN performance_schema.metadata_locks m ON 1 = 0"
            + " LEFT JOIN performance_schema.threads t ON 1 = 0"
            + " WHERE i.name = 'wait/lock/metadata/sql/mdl' AND i.enabled = 'YES'";

    private static final int ER_TABLEACCESS_DENIED = 1142;

    private MetadataLocks() {}

    /** Whether they are instrumented, and we may look. */
    static boolean areShown(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SHOWN)) {
            return rows.next() && rows.getInt(1) > 0;
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_TABLEACCESS_DENIED) {
                return false;
            }
            throw e;
        }
    }
}
