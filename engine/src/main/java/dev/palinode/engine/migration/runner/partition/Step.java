package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.migration.runner.MigrationFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * One way of changing the partitions of a table. Whatever a crash has left, the same step, made again, finds out how
 * far it is, and goes on.
 */
interface Step {

    /**
     * Whether there is nothing left to do.
     *
     * @throws MigrationFailure if the table is not what it was, or was to become
     */
    boolean isDone(Connection own) throws MigrationFailure, SQLException;

    /** What can be done while the table is used. */
    default void prepare(Connection own) throws MigrationFailure, SQLException {}

    /**
     * Changes the table.
     *
     * @param lockWait how long to wait for the lock
     * @throws MigrationFailure if it cannot be done; the table is as it was
     */
    void change(Connection own, Duration lockWait) throws MigrationFailure, SQLException;

    /** A failure, with what a person can do where a crash had left the table half changed. */
    default MigrationFailure remedied(Connection own, MigrationFailure failure) throws SQLException {
        return failure;
    }

    /** What is left to do when the table has been changed. */
    default void tidy(Connection own) throws SQLException {}
}
