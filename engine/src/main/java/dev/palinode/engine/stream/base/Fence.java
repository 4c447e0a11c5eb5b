package dev.palinode.engine.stream.base;

import java.sql.Connection;
import java.sql.SQLException;

/** Keeps an engine that has lost its lease from committing. */
@FunctionalInterface
public interface Fence {
    /**
     * The last statement of every transaction of a stream: fails unless this engine still holds the lease, and keeps
     * the lease from changing hands until the transaction has ended.
     */
    void check(Connection tx) throws SQLException;
}
