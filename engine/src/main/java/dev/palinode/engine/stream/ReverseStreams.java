package dev.palinode.engine.stream;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.ShadowAnalysis;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.throttle.StreamThrottle;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Streams from the table that a completed ALTER has left serving back into the one that it has replaced: that of a
 * REVERT, and before it that of the reverse window. Of these two only one exists at a time, since both fill the same
 * table: a REVERT takes over the stream of the window, and one that comes to nothing hands back how far it has come.
 * Safe for many threads.
 */
public final class ReverseStreams {
    private static final String HELD = "_vt_hld_";

    private final StreamEngine streams;

    public ReverseStreams(StreamEngine streams) {
        this.streams = streams;
    }

    /**
     * What such a stream connects.
     *
     * @param current the table that serves
     * @param held the table that was replaced
     * @param renames column of the first to column of the second, of those that differ in their name
     */
    public record Sides(TableDef current, TableDef held, Map<String, String> renames) {
        public Sides {
            renames = Map.copyOf(renames);
        }

        /** The same with another description of the held table. */
        public Sides withHeld(TableDef described) {
            return new Sides(current, described, renames);
        }
    }

    /** The name of the stream of a migration's window. */
    static MigrationId windowOf(MigrationId original) {
        byte[] name = ("reverse window of " + original.uuid()).getBytes(StandardCharsets.UTF_8);
        return new MigrationId(UUID.nameUUIDFromBytes(name).toString().replace('-', '_'));
    }

    /**
     * Looks at both sides.
     *
     * @throws StreamPlan.Impossible if there is nothing to go back to
     */
    public Sides sides(Connection connection, Migration original, TableDef current)
            throws SQLException, StreamPlan.Impossible {
        Map<String, String> renames =
                ShadowAnalysis.inverse(forward(original.id()).renames());
        for (String artifact : original.artifacts()) {
            if (artifact.startsWith(HELD)) {
                Optional<TableDef> held =
                        SchemaReader.read(connection, original.table().sibling(artifact));
                if (held.isPresent()) {
                    return new Sides(current, held.get(), renames);
                }
            }
        }
        throw new StreamPlan.Impossible("can not revert migration " + original.id()
                + ": the old table is no longer held (its retention time is over, or it was cleaned up)");
    }

    /**
     * The stream that filled the table that serves now.
     *
     * @throws StreamPlan.Impossible if nothing is known of it any more
     */
    public StreamRow forward(MigrationId original) throws SQLException, StreamPlan.Impossible {
        return streams.find(original)
                .orElseThrow(() -> new StreamPlan.Impossible("can not revert vreplication migration " + original
                        + " because vreplication stream " + original + " was not found"));
    }

    /**
     * Stores the stream of a REVERT: that of the window if there is one, with its verdict; else a new one, from where
     * the held table stands.
     */
    public synchronized void begin(MigrationId revert, MigrationId original, Sides sides, boolean verify)
            throws SQLException, StreamPlan.Impossible {
        MigrationId window = windowOf(original);
        Verdict verdict = streams.verdict(window);
        if (verdict.outcome() == Verdict.Outcome.FAILED) {
            throw new StreamPlan.Impossible(verdict.message());
        }
        if (streams.isFilled(sides.held().name(), window)) {
            // How far it came has to be known first: a row of the held table is more than what both tables have of it.
            throw new SQLTransientException("the old table is still with an earlier REVERT, which is being stopped");
        }
        if (streams.takeOver(window, revert, sides, verify)) {
            streams.context().points().reached("revert.taken-over");
            return;
        }
        end(original);
        insert(revert, original, sides, verify);
    }

    private void insert(MigrationId workflow, MigrationId original, Sides sides, boolean verify)
            throws SQLException, StreamPlan.Impossible {
        StreamRow from = forward(original);
        StreamPlan.createRevert(
                streams.context(), workflow, sides.current(), sides.held(), sides.renames(), verify, from);
    }

    /**
     * Keeps the held table of a migration in step, and says how that stands. Any engine goes on after any other.
     *
     * @return empty while a REVERT has the held table
     * @throws StreamPlan.Impossible if it cannot be kept in step
     */
    public synchronized Optional<StreamStatus.Snapshot> follow(Migration original, boolean verify)
            throws SQLException, StreamPlan.Impossible {
        MigrationId window = windowOf(original.id());
        if (streams.status(window).isEmpty()) {
            if (streams.find(window).isEmpty() && !create(window, original, verify)) {
                return Optional.empty();
            }
            streams.ensureRunning(window, original.id());
        }
        return streams.status(window);
    }

    private boolean create(MigrationId window, Migration original, boolean verify)
            throws SQLException, StreamPlan.Impossible {
        for (String artifact : original.artifacts()) {
            if (artifact.startsWith(HELD) && streams.isFilled(original.table().sibling(artifact), window)) {
                return false;
            }
        }
        StreamContext context = streams.context();
        Sides sides;
        try (Connection connection = context.db().dedicated()) {
            Optional<TableDef> current = SchemaReader.read(connection, original.table());
            sides = sides(
                    connection,
                    original,
                    current.orElseThrow(() -> new StreamPlan.Impossible("table " + original.table() + " is gone")));
        }
        insert(window, original.id(), sides, verify);
        context.points().reached("window.stream-inserted");
        return true;
    }

    /** Whether the held table has taken everything that the server had committed when this was called. */
    public boolean isInStep(Migration original, Duration limit) throws SQLException, InterruptedException {
        StreamContext context = streams.context();
        Position now = context.db().with(context.db().dialect()::currentPosition);
        return streams.catchUp(windowOf(original.id()), now, limit);
    }

    /** Whether the stream of the window may not apply now. */
    public boolean isHeld(Migration original) {
        return streams.throttle(windowOf(original.id()))
                .map(StreamThrottle::isHeld)
                .orElse(false);
    }

    /** What the comparison has found. */
    public Verdict verdict(Migration original) throws SQLException {
        Optional<StreamRow> row = streams.find(windowOf(original.id()));
        boolean wanted = row.map(StreamRow::verify).orElse(true);
        return wanted ? streams.verdict(windowOf(original.id())) : Verdict.SKIPPED;
    }

    /** A stream of a window that has failed begins again where it stands, unless by its verdict. */
    public synchronized void retry(Migration original) throws SQLException {
        MigrationId window = windowOf(original.id());
        streams.stop(window);
        if (streams.verdict(window).outcome() != Verdict.Outcome.FAILED) {
            streams.setState(window, StreamRow.State.RUNNING, "");
        }
    }

    /** All rows are compared once more. */
    public synchronized void verifyAgain(Migration original) throws SQLException {
        streams.verifyAgain(windowOf(original.id()));
        retry(original);
    }

    /** Ends the stream of a window; a REVERT will go on from where the held table stands then. */
    public synchronized void end(MigrationId original) throws SQLException {
        if (streams.find(windowOf(original)).isPresent()) {
            streams.handBack(windowOf(original), original);
        }
    }

    /** Removes everything that is stored of the stream of a window. */
    public synchronized void forget(MigrationId original) throws SQLException {
        streams.forget(windowOf(original));
    }
}
