package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.stream.plan.RowOp;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Rows whose last image could not be written yet: it collided with a row that the target holds from another time, it is too
 * large to be written as text, or the target cannot hold one of its values, which may have changed since. They are read anew
 * from the source. Confined to the applier's thread.
 */
interface Parked extends AutoCloseable {
    /** Beyond this the stream is broken rather than unlucky. */
    int MAX_PARKED = 10_000;

    boolean isEmpty();

    /** Whether they are stored with the position, which may move although there are some. */
    boolean areStored();

    /** Whether the operations must be written in their order, by this. */
    boolean concern(List<RowOp> ops);

    /** Parks what is not to be written with the others; what is left. */
    List<RowOp> without(List<RowOp> ops) throws StreamFailure;

    /** A part of a transaction begins, perhaps once more. */
    void begin();

    /** Writes the operations one by one, and parks what cannot be written. */
    void writeInOrder(Connection tx, List<RowOp> ops) throws SQLException;

    /** Stores what there is, in the transaction that stores the position. */
    void store(Connection tx) throws SQLException;

    /**
     * What has been done since {@link #begin} counts.
     *
     * @throws StreamFailure when there are too many
     */
    void done() throws SQLException, StreamFailure;

    /**
     * Tries to write them from the source.
     *
     * @param seen up to where all events have been applied, or their rows are parked
     * @return whether there are none left
     * @throws StreamFailure definite if one can never be written
     */
    boolean settle(Position seen) throws SQLException, StreamFailure;

    /** Whether somebody may be waiting for what is locked until more is applied. */
    boolean isUrgent();

    @Override
    void close() throws SQLException;
}
