package dev.palinode.engine.stream.copy;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.CopyCursor;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.stream.base.StreamConnection;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyRange;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Copies ranges chunk by chunk. A chunk is one transaction: the position is read, the rows are copied under shared
 * locks by a plain INSERT … SELECT, the range's cursor moves, the fence is checked.
 *
 * <p>The locking read never waits: where a row is locked by somebody, the chunk is rolled back and tried again,
 * smaller. So a chunk is never part of a deadlock with an application, and no application is ever its victim.
 *
 * <p>Where Java does not know the order of keys, events may be applied before their row is copied. Then the chunk
 * leaves out rows that the target has already, by identity; a duplicate on any other unique key still fails.
 */
final class RowCopier {
    private static final long LOCKED_PAUSE_MILLIS = 10;

    /** Longer than this the applier shall not wait for a chunk of several rows, however large they are. */
    private static final int LIMIT_SECONDS = 15;

    private final StreamContext context;
    private final MigrationId workflow;
    private final RowPlan plan;
    private final CopySql sql;
    private final CopyProgress progress;
    private final Collisions collisions;
    private final ChunkSizer sizer = new ChunkSizer();
    private final CopyTurns turns;
    private final LockedRows locked;
    private final StreamThrottle throttle;
    private final Runnable beat;

    RowCopier(
            StreamContext context,
            MigrationId workflow,
            RowPlan plan,
            CopyProgress progress,
            Collisions collisions,
            CopyTurns turns,
            LockedRows locked,
            StreamThrottle throttle,
            Runnable beat) {
        this.context = context;
        this.workflow = workflow;
        this.plan = plan;
        this.sql = new CopySql(plan, context.db().dialect().shareLockNoWait());
        this.progress = progress;
        this.collisions = collisions;
        this.turns = turns;
        this.locked = locked;
        this.throttle = throttle;
        this.beat = beat;
    }

    /** Copies what is left of the range. */
    void copy(CopyCursor range) throws SQLException, InterruptedException, StreamFailure {
        Optional<KeyTuple> upper = range.upper().map(KeyTuple::decode);
        Optional<KeyTuple> cursor = range.last().or(range::lower).map(KeyTuple::decode);
        try (Connection connection = StreamConnection.open(context, workflow, role(range))) {
            boolean more = !range.done();
            while (more) {
                // Nothing is open on the connection here: the chunk before has been committed or rolled back.
                throttle.awaitCopy();
                Attempt attempt;
                try (CopyTurns.Turn turn = turns.take(progress.hasWriters())) {
                    KeyRange rest = new KeyRange(cursor, upper);
                    attempt = copyChunk(
                            connection,
                            range.range(),
                            new KeyRange(cursor, chunkEnd(connection, rest).or(() -> upper)),
                            upper);
                }
                if (attempt.failure().isPresent()) {
                    afterFailure(attempt, attempt.failure().get());
                } else {
                    cursor = attempt.chunk().upper();
                    more = !cursor.equals(upper);
                }
                beat.run();
            }
        }
    }

    /** That of the connection that copies a range. */
    static String role(CopyCursor range) {
        return "copy-" + range.range();
    }

    private Optional<KeyTuple> chunkEnd(Connection connection, KeyRange rest) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.chunkEnd(rest, sizer.rows(progress.hasWriters())))) {
            if (!rows.next()) {
                return Optional.empty();
            }
            List<String> literals = new ArrayList<>();
            for (int i = 1; i <= plan.key().size(); i++) {
                literals.add(rows.getString(i));
            }
            return Optional.of(new KeyTuple(literals));
        }
    }

    /** What came of a chunk; after a failure nothing of it was copied. */
    private record Attempt(KeyRange chunk, Duration took, Optional<SQLException> failure) {}

    private Attempt copyChunk(Connection connection, int range, KeyRange chunk, Optional<KeyTuple> upper)
            throws SQLException, InterruptedException {
        long start = System.nanoTime();
        progress.begin(range, chunk);
        boolean settled = false;
        boolean committing = false;
        try {
            connection.setAutoCommit(false);
            Position before = context.db().dialect().currentPosition(connection);
            long rows = insert(connection, chunk);
            context.points().reached("copy.inserted");
            Optional<String> last = chunk.upper().map(KeyTuple::encode);
            context.cursors()
                    .advance(connection, workflow, range, last, chunk.upper().equals(upper), rows);
            context.fence().check(connection);
            committing = true;
            context.points().reached("copy.committing");
            connection.commit();
            progress.committed(range, chunk, before);
            settled = true;
            context.points().reached("copy.committed");
        } catch (SQLException e) {
            // A commit that failed may have happened. Where the server says that it was the victim of a lock, it has
            // not.
            if (committing && !SqlFault.isLocking(e)) {
                throw e;
            }
            rollback(connection, e);
            progress.abandoned(range);
            settled = true;
            return new Attempt(chunk, Duration.ofNanos(System.nanoTime() - start), Optional.of(e));
        } finally {
            if (!settled && committing) {
                progress.unknown();
            } else if (!settled) {
                progress.abandoned(range);
            }
        }
        locked.passed();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        sizer.took(took);
        return new Attempt(chunk, took, Optional.empty());
    }

    private long insert(Connection connection, KeyRange chunk) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(sizer.isOneRow() ? 0 : LIMIT_SECONDS);
            return statement.executeLargeUpdate(
                    sql.insertChunk(chunk, !plan.orderKnown() || collisions.leaveOutPresent()));
        }
    }

    /** Where rows are large or locked, or values of unique keys move all the time, a smaller chunk has a better chance. */
    private void afterFailure(Attempt attempt, SQLException e)
            throws SQLException, InterruptedException, StreamFailure {
        KeyRange chunk = attempt.chunk();
        if (e instanceof SQLTimeoutException || tookTooLong(attempt)) {
            sizer.collided();
        } else if (context.db().dialect().isWouldWait(e.getErrorCode()) || SqlFault.isLocking(e)) {
            sizer.collided();
            locked.met(chunk);
            Thread.sleep(LOCKED_PAUSE_MILLIS);
        } else if (SqlFault.isDuplicate(e)) {
            sizer.collided();
            collisions.inCopy(chunk, e);
        } else {
            throw e;
        }
    }

    /**
     * Whatever the error says: the driver's KILL QUERY may have met the statement behind the INSERT, or not have found a
     * connection. A connection that is lost shows at the next statement.
     */
    private boolean tookTooLong(Attempt attempt) {
        return !sizer.isOneRow() && attempt.took().toSeconds() >= LIMIT_SECONDS;
    }

    private static void rollback(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
