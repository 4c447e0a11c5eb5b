package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.cutover.HolderKiller;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.TableHolders;
import dev.palinode.engine.migration.runner.CutoverForce;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One attempt at the server's own ALTER of the real table. */
final class DirectStep {
    private final EngineContext context;

    /** What became of the attempt. */
    enum Outcome {
        DONE,
        /** Somebody held the table; the same again may succeed. */
        BLOCKED,
        /** The server will not do it. */
        REFUSED
    }

    /**
     * An outcome.
     *
     * @param message if it was not done, the reason
     */
    record Result(Outcome outcome, String message) {
        static final Result DONE = new Result(Outcome.DONE, "");
    }

    DirectStep(EngineContext context) {
        this.context = context;
    }

    /**
     * Runs the statement.
     *
     * @param own the connection that holds the step's lock, so that the statement ends when the lock is lost
     * @throws SQLException if the server is away; whether it was done, the table's definition says
     */
    Result attempt(Connection own, Migration migration, DirectPlan plan) throws SQLException {
        context.store().beginCutoverAttempt(migration.id());
        try {
            if (plan.operation().isImmediate()) {
                return atOnce(own, migration, plan);
            }
            context.store().setStage(migration.id(), "the server alters the table");
            try (Heartbeat heart = Heartbeat.start(context.store(), migration.id())) {
                run(own, migration, plan, migration.cutOverThreshold());
            }
            return Result.DONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(Outcome.BLOCKED, "interrupted");
        } catch (SQLException e) {
            if (SqlFault.isLocking(e)) {
                return blocked(migration, String.valueOf(e.getMessage()), "");
            }
            if (SqlFault.isAway(e) || e.getErrorCode() == 0) {
                throw e;
            }
            return new Result(Outcome.REFUSED, SqlFault.describe(e));
        }
    }

    /** Together with the gate's wait for open transactions, the wait for the lock stays within the threshold. */
    private Result atOnce(Connection own, Migration migration, DirectPlan plan)
            throws SQLException, InterruptedException {
        Duration step =
                Duration.ofMillis(Math.max(1000, migration.cutOverThreshold().toMillis() / 3));
        context.store().setStage(migration.id(), "buffering queries");
        try (TrafficGate.Closed closed = context.gate().close(migration.table(), step)) {
            if (!CutoverForce.isDue(migration, context.store().read().now())) {
                return politely(own, migration, plan, step, closed.blockers());
            }
            long id = Sql.first(own, "SELECT CONNECTION_ID()", row -> row.getLong(1))
                    .orElseThrow();
            try (HolderKiller killer = HolderKiller.start(context.db(), migration.table(), Set.of(id))) {
                return byForce(own, migration, plan, step, killer);
            }
        }
    }

    private Result politely(Connection own, Migration migration, DirectPlan plan, Duration step, List<String> blockers)
            throws SQLException {
        try {
            run(own, migration, plan, step);
            return Result.DONE;
        } catch (SQLException e) {
            if (SqlFault.isLocking(e) && !blockers.isEmpty()) {
                return new Result(Outcome.BLOCKED, e.getMessage() + "; blocked by " + String.join("; ", blockers));
            }
            throw e;
        }
    }

    private Result byForce(Connection own, Migration migration, DirectPlan plan, Duration step, HolderKiller killer)
            throws SQLException {
        try {
            run(own, migration, plan, step);
        } catch (SQLException e) {
            if (SqlFault.isLocking(e)) {
                return blocked(migration, e.getMessage() + killer.resistance(), HolderKiller.hint(context.db()));
            }
            throw e;
        }
        if (!killer.killed().isEmpty()) {
            context.store().setStage(migration.id(), "forced: killed " + String.join("; ", killer.killed()));
        }
        return Result.DONE;
    }

    private Result blocked(Migration migration, String message, String hint) {
        String who = TableHolders.describe(context.db(), migration.table());
        return new Result(
                Outcome.BLOCKED,
                "failed locking " + migration.table() + ": " + message + (who.isEmpty() ? "" : "; blocked by " + who)
                        + hint);
    }

    private static void run(Connection own, Migration migration, DirectPlan plan, Duration lockWait)
            throws SQLException {
        try (UserSession session =
                UserSession.open(own, migration, migration.table().schema())) {
            long seconds = Math.max(1, lockWait.toSeconds());
            session.statement().execute("SET SESSION lock_wait_timeout = " + seconds);
            session.statement().execute(plan.statement());
        }
    }
}
