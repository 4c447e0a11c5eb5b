package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.schema.Tampering;
import dev.palinode.engine.schema.foreign.TargetKeys;
import dev.palinode.engine.stream.StreamEngine;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ends of a swap: before it, with everything applied and nobody writing to either table, the target is looked at
 * once more and gets its foreign keys; right after it, the old table loses its own.
 */
public final class TargetCompletion {
    private static final Logger LOG = LoggerFactory.getLogger(TargetCompletion.class);

    private final StreamEngine streams;
    private final StreamRow stream;
    private final TargetKeys keys;
    private final boolean checked;

    /** @param checked whether rows have to satisfy foreign keys that the source does not have */
    public TargetCompletion(StreamEngine streams, StreamRow stream, TargetKeys keys, boolean checked) {
        this.streams = streams;
        this.stream = stream;
        this.keys = keys;
        this.checked = checked;
    }

    /**
     * Makes the target whole.
     *
     * @param patience for those who use parents, and for the look at the rows
     * @return what keeps the target from being swapped in, for now or for good; empty if nothing
     */
    Optional<String> complete(Duration patience) throws SQLException {
        Db db = streams.context().db();
        Optional<String> wrong =
                db.with(connection -> Tampering.of(connection, stream.target(), stream.targetDefinition()));
        if (wrong.isEmpty()) {
            try {
                keys.attach(patience);
            } catch (SQLException e) {
                return Optional.of("the new table did not get its foreign keys within " + patience.toMillis() + " ms: "
                        + e.getMessage() + keys.parentsHolders());
            }
            wrong = checked ? orphan(patience) : Optional.empty();
        }
        if (wrong.isPresent()) {
            streams.fail(stream.workflow(), wrong.get());
        }
        return wrong;
    }

    private Optional<String> orphan(Duration limit) throws SQLException {
        try {
            return keys.orphanOfTarget(limit);
        } catch (SQLException e) {
            throw new SQLException(
                    "timeout for the check of rows against a new foreign key, " + limit.toMillis() + " ms: "
                            + e.getMessage(),
                    e.getSQLState(),
                    e.getErrorCode(),
                    e);
        }
    }

    /** Whether there are foreign keys, which bind other tables. */
    boolean isNeeded() {
        return keys.concerned();
    }

    /**
     * After an attempt that ended early, and let go its locks, while clients are still held: the table that does not serve,
     * whichever it is, loses the foreign keys that it may have got.
     */
    void givenUp(Swap swap, Duration patience, Exception reason) {
        try {
            OwnershipProbe probe = new OwnershipProbe(streams.context().db());
            switch (probe.probe(swap.table(), swap.incoming(), swap.sentry(), swap.hold())) {
                case BEFORE -> keys.detach(swap.incoming(), patience);
                case AFTER -> swapped(swap.sentry(), patience);
                case GONE, UNKNOWN ->
                    LOG.info("migration {}: which table serves is to be found out", stream.workflow());
            }
        } catch (SQLException e) {
            reason.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason.addSuppressed(e);
        }
    }

    /**
     * While clients are still held. A deadlock, or somebody else's lock, is tried again for a while; what does not succeed
     * now is done when the outcome of the swap is written down.
     */
    void swapped(TableName old, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                keys.detach(old, patience);
                if (keys.owesNames()) {
                    keys.restoreNames(patience);
                }
                return;
            } catch (SQLException e) {
                if (!SqlFault.isLocking(e) || System.nanoTime() > end) {
                    LOG.info("migration {}: foreign keys are put right later: {}", stream.workflow(), e.toString());
                    return;
                }
            }
        }
    }
}
