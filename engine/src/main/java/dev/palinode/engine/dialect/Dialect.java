package dev.palinode.engine.dialect;

import dev.palinode.engine.model.stream.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What differs between the two flavours, asked by behaviour. Stateless. */
public sealed interface Dialect permits MySqlDialect, MariaDbDialect {

    /** Asks the server what it is. */
    static Dialect of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT VERSION()")) {
            rows.next();
            return rows.getString(1).contains("MariaDB") ? new MariaDbDialect() : new MySqlDialect();
        }
    }

    /** The flavour's name as users write it. */
    String name();

    /** The end of the server's binlog: all transactions that it has written. */
    Position currentPosition(Connection connection) throws SQLException;

    /** The transactions whose binlogs have been purged, as a position that a stream must contain; empty text if none. */
    boolean stillHas(Connection connection, Position position) throws SQLException;

    /** The clause that makes a SELECT lock the rows it reads against writers and fail at once where it would wait. */
    String shareLockNoWait();

    /** The same, waiting. */
    String shareLock();

    /** The error number by which {@link #shareLockNoWait} says that it would have waited. */
    boolean isWouldWait(int errno);

    /** A statement that frees a session of time limits of statements, and of cached statistics. */
    String noTimeLimit();

    /**
     * Lets a session make tables without a primary key, whatever the server demands, if the account may: a clone of a table,
     * or rows on their way to be compared, have what keys they have. What users ask for has to keep the server's rule.
     */
    default void allowTablesWithoutKey(Statement session) throws SQLException {}

    /** Lets a session see all of a table, also a primary key that the server has made and hides. */
    default void showGeneratedKeys(Statement session) throws SQLException {}

    /**
     * A query for the sessions that hold a table, given its schema and name: id, account, seconds in its state, what it
     * runs. Where the server does not tell (see {@link #tellsWhoHoldsTables}), for all that are in a transaction.
     */
    String transactionsOnTable(Connection connection) throws SQLException;

    /** Whether the server shows who holds metadata locks. */
    boolean tellsWhoHoldsTables(Connection connection) throws SQLException;

    /** A query for schema and name of the tables whose metadata locks the connection of the given id waits for. */
    default String awaitedTables() {
        return MetadataLocks.AWAITED;
    }

    /**
     * A query for the sessions that wait for a table, given its schema and name, in order to replace, empty or drop it: id,
     * account, seconds in its state, what it runs. Only where the server shows who holds tables.
     */
    default String tableReplacers() {
        return MetadataLocks.REPLACERS;
    }

    /** A query for the length of InnoDB's history list, in the last column of one row. */
    String historyListLength();

    /** Whether a DROP TABLE does not look through the buffer pool for the table's pages. */
    boolean dropsFast(Connection connection) throws SQLException;

    /** Whether EXCHANGE PARTITION can be told not to read the rows, to see whether they belong there. */
    boolean exchangesUnread(Connection connection) throws SQLException;

    /** The table with id, state and info of each session, for those who may see them. */
    String processlist(Connection connection) throws SQLException;

    /** What CREATE USER says of a password, without the password itself where the server would write it down. */
    String identifiedBy(String password);

    /** Privileges that let an account read the binlog and ask for its position. */
    String replicationPrivileges();

    /** Whether SHOW GRANTS says REPLICATION CLIENT and the like, as MySQL does, and no newer names. */
    boolean namesPrivilegesAsMySql(Connection connection) throws SQLException;

    /** A query for the ids of the connections whose row locks the connection of the given id waits for. */
    String lockHolders();

    /**
     * A query for the ids of connections that have said nothing for three seconds and lock rows of the engine's own tables for
     * which another one waits; without rows where the server does not show locks.
     */
    String silentHolders();

    /** Whether who locks a child by LOCK TABLES … WRITE holds its parents as well, so that no other child can be made. */
    boolean locksParents();

    /** Whether information_schema.tables names a table without waiting for who is about to rename it. */
    boolean listsWithoutLocks();

    /** Whether information_schema has the word NULL for a column's default NULL, and texts in quotes. */
    boolean quotesDefaults();

    /** How servers of the flavour replicate. */
    ReplicationDialect replication();
}
