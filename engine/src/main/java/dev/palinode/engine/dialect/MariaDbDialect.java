package dev.palinode.engine.dialect;

import dev.palinode.engine.model.stream.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** MariaDB 10.6 and newer. */
public record MariaDbDialect() implements Dialect {
    private static final int ER_LOCK_WAIT_TIMEOUT = 1205;

    private static final String IN_TRANSACTION = "SELECT p.id, CONCAT(p.user, '@', p.host), p.time,"
            + " IFNULL(p.info, p.command) FROM information_schema.innodb_trx t"
            + " JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
            + " WHERE p.id <> CONNECTION_ID() AND CONCAT(?, ?) IS NOT NULL";

    @Override
    public String name() {
        return "MariaDB";
    }

    @Override
    public Position currentPosition(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT @@GLOBAL.gtid_binlog_pos")) {
            rows.next();
            return Position.MariaGtid.of(rows.getString(1));
        }
    }

    /** MariaDB has no variable for what is purged; the dump of the binlog itself refuses a position that is gone. */
    @Override
    public boolean stillHas(Connection connection, Position position) {
        return true;
    }

    @Override
    public String shareLockNoWait() {
        return "LOCK IN SHARE MODE NOWAIT";
    }

    @Override
    public String shareLock() {
        return "LOCK IN SHARE MODE";
    }

    @Override
    public boolean isWouldWait(int errno) {
        return errno == ER_LOCK_WAIT_TIMEOUT;
    }

    @Override
    public String processlist(Connection connection) {
        return "information_schema.processlist";
    }

    @Override
    public String noTimeLimit() {
        return "SET SESSION max_statement_time = 0";
    }

    /** Without the metadata_lock_info plugin nothing says which table a transaction has touched: all that are open. */
    @Override
    public String transactionsOnTable(Connection connection) throws SQLException {
        return MetadataLocks.areShown(connection) ? MetadataLocks.HOLDERS : IN_TRANSACTION;
    }

    /** Only with the Performance Schema, which is off unless one asks for it. */
    @Override
    public boolean tellsWhoHoldsTables(Connection connection) throws SQLException {
        return MetadataLocks.areShown(connection);
    }

    @Override
    public String historyListLength() {
        return "SHOW GLOBAL STATUS LIKE 'Innodb_history_list_length'";
    }

    @Override
    public boolean quotesDefaults() {
        return true;
    }

    @Override
    public boolean locksParents() {
        return false;
    }

    @Override
    public boolean listsWithoutLocks() {
        return false;
    }

    @Override
    public String lockHolders() {
        return "SELECT DISTINCT b.trx_mysql_thread_id FROM information_schema.innodb_lock_waits w"
                + " JOIN information_schema.innodb_trx r ON r.trx_id = w.requesting_trx_id"
                + " JOIN information_schema.innodb_trx b ON b.trx_id = w.blocking_trx_id"
                + " WHERE r.trx_mysql_thread_id = ?";
    }

    @Override
    public String silentHolders() {
        return "SELECT DISTINCT b.trx_mysql_thread_id FROM information_schema.innodb_lock_waits w"
                + " JOIN information_schema.innodb_locks l ON l.lock_id = w.requested_lock_id"
                + " JOIN information_schema.innodb_trx b ON b.trx_id = w.blocking_trx_id"
                + " JOIN information_schema.processlist p ON p.id = b.trx_mysql_thread_id"
                + " WHERE (l.lock_table LIKE '`\\_vt`.%' OR l.lock_table LIKE '%`.`\\_vt\\_%')"
                + " AND p.command = 'Sleep' AND p.time >= 3";
    }

    /** The server writes a statement with a password into its binlog as it is; so it gets the hash. */
    @Override
    public String identifiedBy(String password) {
        return "IDENTIFIED VIA mysql_native_password USING '" + NativePassword.hash(password) + "'";
    }

    /** MariaDB 10.5 has split and renamed them. */
    @Override
    public boolean namesPrivilegesAsMySql(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT VERSION()")) {
            rows.next();
            return !ServerVersion.parse(rows.getString(1)).isAtLeast(10, 5);
        }
    }

    @Override
    public String replicationPrivileges() {
        return "REPLICATION SLAVE, BINLOG MONITOR";
    }

    @Override
    public boolean dropsFast(Connection connection) {
        return false;
    }

    /** From 11.4 on. */
    @Override
    public boolean exchangesUnread(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT VERSION()")) {
            row.next();
            ServerVersion version = ServerVersion.parse(row.getString(1));
            return version.major() > 11 || (version.major() == 11 && version.minor() >= 4);
        }
    }

    @Override
    public ReplicationDialect replication() {
        return new MariaDbReplication();
    }
}
