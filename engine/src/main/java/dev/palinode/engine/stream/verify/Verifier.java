package dev.palinode.engine.stream.verify;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.Tx;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.model.stream.Verdict;
import dev.palinode.engine.stream.base.AppliedPosition;
import dev.palinode.engine.stream.base.Background;
import dev.palinode.engine.stream.base.StreamConnection;
import dev.palinode.engine.stream.base.StreamContext;
import dev.palinode.engine.stream.base.StreamStatus;
import dev.palinode.engine.stream.plan.CopySql;
import dev.palinode.engine.stream.plan.KeyRange;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowPlan;
import dev.palinode.engine.throttle.StreamThrottle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares source and target range by range while traffic goes on, and stores the verdict.
 *
 * <p>A range whose checksums differ may merely have events on their way. Then the applier is let come close, and the
 * differing rows are locked on the source against writers (without waiting), and so are the gaps where a row is
 * missing, lest it be inserted meanwhile. The position is read, and when the applier has reached it the rows are
 * compared again: what differs now differs for good. Such rows are repaired once, from the source, and logged; then the
 * whole range is compared again, and if they differ still, the verdict is failed, for ever. In a comparison that is made once more nothing is repaired: since
 * the rows were equal before, whatever differs is nobody's but an intruder's.
 */
public final class Verifier {
    /** That of its connection that locks and writes, see {@link StreamConnection}. */
    public static final String ROLE = "verify";

    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);
    private static final int RANGE_ROWS = 4000;
    private static final int SAVE_EVERY = 25;
    private static final int REPAIR_ATTEMPTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Writers wait for as long as this, so it is far below the time after which they would get an error. */
    private static final Duration HOLD = Duration.ofSeconds(2);

    private final StreamContext context;
    private final MigrationId workflow;
    private final RowPlan plan;
    private final CopySql sql;
    private final AppliedPosition applied;
    private final StreamThrottle throttle;
    private final StreamStatus status;
    private Verdict verdict = Verdict.PENDING;
    private boolean again;

    public Verifier(
            StreamContext context,
            MigrationId workflow,
            RowPlan plan,
            AppliedPosition applied,
            StreamThrottle throttle,
            StreamStatus status) {
        this.context = context;
        this.workflow = workflow;
        this.plan = plan;
        this.sql = new CopySql(plan, context.db().dialect().shareLockNoWait());
        this.applied = applied;
        this.throttle = throttle;
        this.status = status;
    }

    /** Compares what has not been compared yet; returns the verdict, which is stored. */
    public Verdict verify() throws SQLException, InterruptedException {
        try (Connection connection = StreamConnection.open(context, workflow, ROLE);
                Connection second = context.db().dedicated();
                RangeDiff diff = new RangeDiff(plan, sql, connection)) {
            verdict = context.verdicts().find(connection, workflow);
            again = context.verdicts().isReopened(connection, workflow);
            VerifyProgress progress = VerifyProgress.of(context, workflow, plan, status, connection);
            progress.tell(verdict);
            Optional<KeyTuple> cursor = verdict.last().map(KeyTuple::decode);
            boolean more = verdict.outcome() == Verdict.Outcome.STARTED;
            while (more) {
                Optional<KeyTuple> end = chunkEnd(connection, new KeyRange(cursor, Optional.empty()));
                KeyRange range = new KeyRange(cursor, end);
                compare(connection, second, diff, range);
                cursor = end;
                more = end.isPresent() && verdict.outcome() == Verdict.Outcome.STARTED;
                verdict = new Verdict(
                        verdict.outcome() == Verdict.Outcome.STARTED && end.isEmpty()
                                ? Verdict.Outcome.COMPLETED
                                : verdict.outcome(),
                        verdict.ranges() + 1,
                        verdict.rows(),
                        verdict.repaired(),
                        end.map(KeyTuple::encode),
                        verdict.message());
                if (!more || verdict.ranges() % SAVE_EVERY == 0) {
                    save(connection);
                    beat();
                }
                progress.tell(verdict);
                context.points().reached("verify.compared");
            }
        }
        return verdict;
    }

    private void beat() {
        status.progressed(StreamStatus.Part.VERIFY);
    }

    private void save(Connection connection) throws SQLException {
        Tx.run(connection, tx -> {
            boolean saved = context.verdicts().save(tx, workflow, verdict, applied.current());
            context.fence().check(tx);
            return saved;
        });
        verdict = context.verdicts().find(connection, workflow);
    }

    private Optional<KeyTuple> chunkEnd(Connection connection, KeyRange rest) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.chunkEnd(rest, RANGE_ROWS))) {
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

    private void compare(Connection connection, Connection second, RangeDiff diff, KeyRange range)
            throws SQLException, InterruptedException {
        if (diff.summable()) {
            if (sumsAgree(second, diff, range)) {
                return;
            }
        } else {
            counted(diff.sourceRows(range));
        }
        // Each row once, so that rows which cannot all be right at once do not take turns for ever.
        Set<KeyTuple> repaired = new HashSet<>();
        List<KeyTuple> differing = diff.differing(range);
        while (!differing.isEmpty() && verdict.outcome() == Verdict.Outcome.STARTED) {
            List<KeyTuple> wrong = settled(connection, diff, differing);
            List<KeyTuple> still =
                    again ? wrong : wrong.stream().filter(repaired::contains).toList();
            if (!still.isEmpty()) {
                record(0, still);
            } else if (!wrong.isEmpty()) {
                LOG.warn(
                        "migration {}: {} rows of {} differ, for example {}; repairing",
                        workflow,
                        wrong.size(),
                        plan.targetName(),
                        wrong.get(0).literals());
                repaired.addAll(wrong);
                repair(connection, diff, wrong);
            }
            context.points().reached("verify.range");
            // A repair may have harmed other rows than those it was for.
            boolean all = wrong.isEmpty() && differing.size() < RangeDiff.MAX_KEYS;
            differing = all ? List.of() : diff.differing(range);
        }
    }

    /** Both sides are summed at the same time. */
    private boolean sumsAgree(Connection second, RangeDiff diff, KeyRange range)
            throws SQLException, InterruptedException {
        try (Background<RangeDiff.Sum> target =
                Background.start("verify-target", () -> diff.targetSum(second, range))) {
            RangeDiff.Sum source = diff.sourceSum(range);
            counted(source.rows());
            return source.equals(target.await());
        } catch (StreamFailure e) {
            throw new IllegalStateException("comparing reads no binlog", e);
        }
    }

    private void counted(long rows) {
        verdict = new Verdict(
                verdict.outcome(),
                verdict.ranges(),
                verdict.rows() + rows,
                verdict.repaired(),
                verdict.last(),
                verdict.message());
    }

    private void record(int repaired, List<KeyTuple> still) {
        boolean failed = !still.isEmpty();
        verdict = new Verdict(
                failed ? Verdict.Outcome.FAILED : verdict.outcome(),
                verdict.ranges(),
                verdict.rows(),
                verdict.repaired() + repaired,
                verdict.last(),
                failed
                        ? "verification failed: " + still.size() + " rows of " + plan.sourceName()
                                + " differ from the new table, for example the one with key "
                                + String.join(", ", still.get(0).literals())
                        : verdict.message());
    }

    /** Those of the keys that differ although every event of theirs has been applied. */
    private List<KeyTuple> settled(Connection connection, RangeDiff diff, List<KeyTuple> keys)
            throws SQLException, InterruptedException {
        List<KeyTuple> wrong = keys;
        int rounds = 0;
        while (!wrong.isEmpty() && rounds < 3) {
            Optional<List<KeyTuple>> seen = underLock(connection, diff, wrong);
            if (seen.isPresent()) {
                wrong = seen.get();
                rounds++;
            } else {
                Thread.sleep(50);
            }
            beat();
        }
        return wrong;
    }

    /** The comparison with the rows held still; empty when they could not be held or the applier was too slow. */
    private Optional<List<KeyTuple>> underLock(Connection connection, RangeDiff diff, List<KeyTuple> keys)
            throws SQLException, InterruptedException {
        if (!applied.await(context.db().dialect().currentPosition(connection), PATIENCE)) {
            return Optional.empty();
        }
        connection.setAutoCommit(false);
        // Writers wait for these locks, so the applier must not wait for anything else.
        try (StreamThrottle.Exemption hurry = throttle.exempt();
                Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            statement.executeQuery(lock(keys)).close();
            context.points().reached("verify.locked");
            Position now = context.db().dialect().currentPosition(connection);
            if (!applied.await(now, HOLD)) {
                return Optional.empty();
            }
            return Optional.of(diff.differing(keys));
        } catch (SQLException e) {
            if (context.db().dialect().isWouldWait(e.getErrorCode()) || SqlFault.isLocking(e)) {
                return Optional.empty();
            }
            throw e;
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    /** Reads whole rows: from an index that holds all that is read, only the index would be locked. */
    private String lock(List<KeyTuple> keys) {
        return "SELECT COUNT(" + RowText.ofSource(plan.columns(), "s") + ") FROM " + sql.source() + " WHERE "
                + RangeDiff.anyOf(sql.keyColumns(), keys) + " "
                + context.db().dialect().shareLockNoWait();
    }

    /** What collides may collide in passing, since the source is read as it is now; if it is wrong later, it is for good. */
    private void repair(Connection connection, RangeDiff diff, List<KeyTuple> keys)
            throws SQLException, InterruptedException {
        RowRepair repair = new RowRepair(plan, sql, context.db().dialect().shareLock());
        List<KeyTuple> wrong = keys;
        for (int attempt = 1; !wrong.isEmpty() && attempt <= REPAIR_ATTEMPTS; attempt++) {
            List<KeyTuple> now = wrong;
            try {
                Tx.run(connection, tx -> {
                    repair.fromSource(tx, now);
                    context.fence().check(tx);
                    return true;
                });
                record(keys.size(), List.of());
                context.points().reached("verify.repaired");
                return;
            } catch (SQLException e) {
                if (!SqlFault.isDuplicate(e)) {
                    throw e;
                }
                LOG.warn("migration {}: a repair met {}", workflow, SqlFault.describe(e));
                wrong = settled(connection, diff, keys);
            }
        }
        record(0, wrong);
    }
}
