package dev.palinode.engine.dialect;

import dev.palinode.engine.model.stream.GtidSet;
import dev.palinode.engine.model.stream.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;

/** MySQL 8.0 and newer. */
public record MySqlDialect() implements Dialect {
    private static final String INNER_LIST = "information_schema.processlist";
    private static final int NO_SUCH_TABLE = 1146;

    /** From 8.0.23 on pages are left behind, and go in time, unless the adaptive hash index holds them. */
    private static final Pattern DROPS_FAST = Pattern.compile("8\\.0\\.(2[3-9]|[3-9][0-9])|8\\.[1-9]|9|[1-9][0-9]");

    private static final int ER_LOCK_NOWAIT = 3572;
    private static final int ER_UNKNOWN_VARIABLE = 1193;
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;

    /** A connection p that can only be an engine's: of our account, and without a default schema. */
    private static final String AS_OURS = ".db IS NULL AND %1$s.user = SUBSTRING_INDEX(USER(), '@', 1)";

    /**
     * Where the Performance Schema is off nobody says who holds a lock that another one waits for: engines' connections
     * that are idle in the middle of a transaction while an engine waits for a lock.
     */
    private static final String IDLE_OWNERS =
            "SELECT b.trx_mysql_thread_id FROM information_schema.innodb_trx b JOIN information_schema.processlist p"
                    + " ON p.id = b.trx_mysql_thread_id WHERE @@performance_schema = 0 AND b.trx_rows_locked > 0"
                    + " AND p.command = 'Sleep' AND p" + String.format(AS_OURS, "p")
                    + " AND EXISTS (SELECT 1 FROM information_schema.innodb_trx r"
                    + " JOIN information_schema.processlist w ON w.id = r.trx_mysql_thread_id"
                    + " WHERE r.trx_state = 'LOCK WAIT' AND r.trx_wait_started <= NOW() - INTERVAL 1 SECOND AND w"
                    + String.format(AS_OURS, "w") + ")";

    @Override
    public String name() {
        return "MySQL";
    }

    @Override
    public Position currentPosition(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@GLOBAL.gtid_executed")) {
            rows.next();
            return new Position.MySqlGtid(GtidSet.parse(rows.getString(1)));
        }
    }

    @Override
    public boolean stillHas(Connection connection, Position position) throws SQLException {
        String sql = "SELECT GTID_SUBSET(@@GLOBAL.gtid_purged, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, position.value());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    @Override
    public String shareLockNoWait() {
        return "FOR SHARE NOWAIT";
    }

    @Override
    public String shareLock() {
        return "FOR SHARE";
    }

    @Override
    public boolean isWouldWait(int errno) {
        return errno == ER_LOCK_NOWAIT;
    }

    @Override
    public String noTimeLimit() {
        return "SET SESSION max_execution_time = 0, information_schema_stats_expiry = 0";
    }

    @Override
    public void allowTablesWithoutKey(Statement session) throws SQLException {
        try (ResultSet rows = session.executeQuery("SELECT @@SESSION.sql_require_primary_key")) {
            if (!rows.next() || !rows.getBoolean(1)) {
                return;
            }
        } catch (SQLException e) {
            if (e.getErrorCode() == ER_UNKNOWN_VARIABLE) { // before 8.0.13
                return;
            }
            throw e;
        }
        try {
            session.execute("SET SESSION sql_require_primary_key = 0");
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_SPECIFIC_ACCESS_DENIED) {
                throw e;
            }
        }
    }

    @Override
    public void showGeneratedKeys(Statement session) throws SQLException {
        try {
            session.execute("SET SESSION show_gipk_in_create_table_and_information_schema = ON");
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_UNKNOWN_VARIABLE) { // before 8.0.30
                throw e;
            }
        }
    }

    @Override
    public String transactionsOnTable(Connection connection) {
        return MetadataLocks.HOLDERS;
    }

    @Override
    public boolean tellsWhoHoldsTables(Connection connection) throws SQLException {
        return MetadataLocks.areShown(connection);
    }

    /**
     * That of information_schema cannot be read while anybody's statement holds what utf8mb3 does not (error 3854); the
     * other one is only there from 8.0.22 on, and knows only sessions that performance_schema watches.
     */
    @Override
    public String processlist(Connection connection) throws SQLException {
        String own = "SELECT 1 FROM performance_schema.processlist WHERE id = CONNECTION_ID()";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(own)) {
            return rows.next() ? "performance_schema.processlist" : INNER_LIST;
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_TABLE) {
                return INNER_LIST;
            }
            throw e;
        }
    }

    @Override
    public String historyListLength() {
        return "SELECT `COUNT` FROM information_schema.innodb_metrics WHERE name = 'trx_rseg_history_len'";
    }

    @Override
    public boolean quotesDefaults() {
        return false;
    }

    @Override
    public boolean locksParents() {
        return true;
    }

    @Override
    public boolean listsWithoutLocks() {
        return true;
    }

    @Override
    public String lockHolders() {
        return "SELECT DISTINCT b.processlist_id FROM performance_schema.data_lock_waits w"
                + " JOIN performance_schema.threads r ON r.thread_id = w.requesting_thread_id"
                + " JOIN performance_schema.threads b ON b.thread_id = w.blocking_thread_id"
                + " WHERE r.processlist_id = ? AND b.processlist_id IS NOT NULL UNION " + IDLE_OWNERS
                + " AND p.time >= 2";
    }

    @Override
    public String silentHolders() {
        return "SELECT DISTINCT b.processlist_id FROM performance_schema.data_lock_waits w"
                + " JOIN performance_schema.data_locks l ON l.engine_lock_id = w.requesting_engine_lock_id"
                + " JOIN performance_schema.threads b ON b.thread_id = w.blocking_thread_id"
                + " WHERE (l.object_schema = '_vt' OR l.object_name LIKE '\\_vt\\_%')"
                + " AND b.processlist_command = 'Sleep' AND b.processlist_time >= 3 UNION " + IDLE_OWNERS
                + " AND p.time >= 3";
    }

    /** The server writes down the salted hash alone. */
    @Override
    public String identifiedBy(String password) {
        return "IDENTIFIED BY '" + password + "'";
    }

    @Override
    public String replicationPrivileges() {
        return "REPLICATION SLAVE, REPLICATION CLIENT";
    }

    @Override
    public boolean namesPrivilegesAsMySql(Connection connection) {
        return true;
    }

    @Override
    public boolean dropsFast(Connection connection) throws SQLException {
        String sql = "SELECT VERSION(), @@GLOBAL.innodb_adaptive_hash_index";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(2) == 0 && DROPS_FAST.matcher(row.getString(1)).lookingAt();
        }
    }

    @Override
    public boolean exchangesUnread(Connection connection) {
        return true;
    }

    @Override
    public ReplicationDialect replication() {
        return new MySqlReplication();
    }
}
