package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Tables that nobody else can read or write, until the connection lets them go, or dies. */
final class Exclusive {
    private Exclusive() {}

    /** Something done to the tables. */
    @FunctionalInterface
    interface Work {
        void run() throws MigrationFailure, SQLException;
    }

    /**
     * Locks the tables, does the work and lets them go. In autocommit: in a transaction InnoDB would lock the tables as
     * well, and MariaDB's DDL would wait for that.
     */
    static void run(Connection own, List<TableName> tables, Duration lockWait, Work work)
            throws MigrationFailure, SQLException {
        String lock = tables.stream()
                .map(table -> table.quoted() + " WRITE")
                .collect(Collectors.joining(", ", "LOCK TABLES ", ""));
        execute(own, "SET SESSION lock_wait_timeout = " + Math.max(1, lockWait.toSeconds()));
        try {
            execute(own, lock);
            work.run();
        } catch (MigrationFailure | SQLException | RuntimeException e) {
            try {
                release(own);
            } catch (SQLException late) {
                e.addSuppressed(late);
            }
            throw e;
        }
        release(own);
    }

    /** Does several things to locked tables as one; the tables stay locked. */
    static void together(Connection own, Work work) throws MigrationFailure, SQLException {
        own.setAutoCommit(false);
        try {
            work.run();
            own.commit();
        } catch (MigrationFailure | SQLException | RuntimeException e) {
            own.rollback();
            throw e;
        } finally {
            own.setAutoCommit(true);
        }
    }

    private static void release(Connection own) throws SQLException {
        execute(own, "UNLOCK TABLES");
    }

    private static void execute(Connection own, String sql) throws SQLException {
        try (Statement statement = own.createStatement()) {
            statement.execute(sql);
        }
    }
}
