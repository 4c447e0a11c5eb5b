package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.stream.base.StreamConnection;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.copy.Collisions;
import dev.palinode.engine.stream.copy.Doubts;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.ParkedRow;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.stream.plan.TargetSql;
import dev.palinode.engine.stream.verify.RangeDiff;
import dev.palinode.engine.stream.verify.RowRepair;
import dev.palinode.engine.stream.verify.RowRewrite;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes parked rows when the source has them as the events have left them: the rows are locked on the source, the position
 * is read, and when everything up to there has been applied, with the rows still locked, there are no events of theirs in
 * between. Waits for nothing by itself, but is called again. Confined to the applier's thread.
 */
final class Standstill implements AutoCloseable {
    static final String ROLE = "parked";

    /** Writers wait for as long as this, so it is far below the time after which they would get an error. */
    private static final Duration HOLD = Duration.ofSeconds(2);

    /** Then they are left alone for a while. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final StreamContext context;
    private final MigrationId workflow;
    private final RowPlan plan;
    private final Connection applier;
    private final Collisions collisions;
    private final List<String> keyColumns;
    private final RowRepair repair;
    private final RowRewrite rewrite;
    private final Doubts doubts = new Doubts();
    private Optional<Connection> connection = Optional.empty();

    /** The stream comes close before anything is locked. */
    private Optional<Position> near = Optional.empty();

    private Optional<Held> held = Optional.empty();

    /** When rows were locked in vain. */
    private OptionalLong inVain = OptionalLong.empty();

    /**
     * What is locked.
     *
     * @param asked the keys of the rows that were to be locked
     * @param found those of them that the source had
     * @param until the position up to which they may have been changed
     */
    private record Held(Set<KeyTuple> asked, Set<KeyTuple> found, Position until, long since) {}

    /** Stores which rows are still parked, in the transaction that has written the others. */
    @FunctionalInterface
    interface Rest {
        void store(Connection tx, List<ParkedRow> left) throws SQLException;
    }

    /** @param applier the connection that applies, on which nothing is open whenever this is called */
    Standstill(
            StreamContext context,
            MigrationId workflow,
            RowPlan plan,
            TargetSql sql,
            Connection applier,
            Collisions collisions) {
        this.context = context;
        this.workflow = workflow;
        this.plan = plan;
        this.applier = applier;
        this.collisions = collisions;
        String lock = context.db().dialect().shareLockNoWait();
        CopySql copy = new CopySql(plan, lock);
        this.keyColumns = copy.keyColumns();
        this.repair = new RowRepair(plan, copy, lock);
        this.rewrite = new RowRewrite(plan, copy, sql);
    }

    /** Whether rows of the source are locked. */
    boolean holds() {
        return held.isPresent();
    }

    /**
     * Goes on.
     *
     * @param seen up to where all events have been applied, or noted in the rows
     * @return the rows that have been written
     * @throws StreamFailure definite if one can never be written
     */
    Set<ParkedRow> write(List<ParkedRow> rows, Position seen, Rest rest) throws SQLException, StreamFailure {
        try {
            if (held.isEmpty() && !rests() && isNear(seen)) {
                held = Optional.of(hold(rows));
            }
            if (held.isPresent() && seen.contains(held.get().until())) {
                return writeHeld(held.get(), rows, rest);
            }
            if (held.isPresent() && isOver(held.get().since(), HOLD)) {
                release();
                inVain = OptionalLong.of(System.nanoTime());
            }
        } catch (SQLException e) {
            release();
            if (SqlFault.isDuplicate(e)) {
                refuseIfReal(rows, e);
            } else if (!SqlFault.isLocking(e) && !context.db().dialect().isWouldWait(e.getErrorCode())) {
                throw e;
            }
        }
        return Set.of();
    }

    private boolean rests() {
        return inVain.isPresent() && !isOver(inVain.getAsLong(), PAUSE);
    }

    private static boolean isOver(long since, Duration time) {
        return System.nanoTime() - since > time.toNanos();
    }

    private boolean isNear(Position seen) throws SQLException {
        if (near.isEmpty()) {
            near = Optional.of(context.db().with(context.db().dialect()::currentPosition));
        }
        boolean reached = seen.contains(near.get());
        if (reached) {
            near = Optional.empty();
        }
        return reached;
    }

    private Held hold(List<ParkedRow> rows) throws SQLException {
        Connection tx = open();
        tx.setAutoCommit(false);
        long since = System.nanoTime();
        Set<KeyTuple> asked = rows.stream().map(ParkedRow::key).collect(Collectors.toSet());
        Set<KeyTuple> found = repair.lock(tx, asked);
        // A transaction gives its locks up shortly before MySQL counts it as executed. One of ours that comes after it
        // in the binlog is counted when it has ended.
        Tx.run(applier, own -> {
            context.streams().mark(own, workflow);
            context.fence().check(own);
            return true;
        });
        Position until = context.db().dialect().currentPosition(tx);
        context.points().reached("parked.locked");
        return new Held(asked, found, until, since);
    }

    private Connection open() throws SQLException {
        if (connection.isEmpty()) {
            connection = Optional.of(StreamConnection.open(context, workflow, ROLE));
            try (Statement statement = connection.get().createStatement()) {
                // While the table is locked as a whole, the apply goes on.
                statement.execute("SET SESSION lock_wait_timeout = 1");
            }
        }
        return connection.get();
    }

    private Set<ParkedRow> writeHeld(Held now, List<ParkedRow> rows, Rest rest) throws SQLException, StreamFailure {
        requirePresent(now, rows);
        Set<ParkedRow> locked = rows.stream()
                .filter(row -> now.found().contains(row.key()))
                .collect(Collectors.toCollection(HashSet::new));
        Connection tx = open();
        boolean all = locked.size() == rows.size();
        boolean written = !locked.isEmpty() && rewrite.write(tx, List.copyOf(locked), all);
        if (written) {
            List<ParkedRow> left = new ArrayList<>(rows);
            left.removeAll(locked);
            rest.store(tx, left);
            context.streams().requireRunning(tx, workflow);
            context.fence().check(tx);
            tx.commit();
        }
        release();
        return written ? locked : Set.of();
    }

    /** What the events have left, and the source has not, will not come. */
    private void requirePresent(Held now, List<ParkedRow> rows) throws SQLException, StreamFailure {
        for (ParkedRow row : rows) {
            boolean absent = now.asked().contains(row.key()) && !now.found().contains(row.key());
            if (absent && !doubts.mayPass(row.key().encode())) {
                release();
                throw StreamFailure.definite("the row of " + plan.sourceName() + " with key "
                        + String.join(", ", row.key().literals()) + " is in the binlog, and not in the table");
            }
        }
    }

    /** Both tables are of one instant, so that the duplicate is no matter of time; unless the source had it for a moment. */
    private void refuseIfReal(List<ParkedRow> rows, SQLException e) throws SQLException, StreamFailure {
        List<KeyTuple> keys = rows.stream().map(ParkedRow::key).toList();
        collisions.refuseIfReal(RangeDiff.anyOf(keyColumns, keys), e);
        if (!doubts.mayPass(String.valueOf(e.getMessage()))) {
            throw StreamFailure.definite(String.valueOf(e.getMessage()), e);
        }
    }

    private void release() throws SQLException {
        held = Optional.empty();
        near = Optional.empty();
        if (connection.isPresent() && !connection.get().isClosed()) {
            connection.get().rollback();
        }
    }

    /** There are no parked rows any more. */
    void end() throws SQLException {
        held = Optional.empty();
        if (connection.isPresent()) {
            connection.get().close();
        }
        connection = Optional.empty();
    }

    @Override
    public void close() throws SQLException {
        end();
    }
}
