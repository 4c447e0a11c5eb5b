package dev.palinode.engine.migration.runner.direct;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** One attempt at the server's own ALTER of the real table. */
final class DirectStep {
    /** The stage of an ALTER that takes its time, from before it is sent until its answer is there. */
    private static final String SENT = "the server alters the table";

    private final EngineContext context;
    private final GatedAttempt gated;

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
        this.gated = new GatedAttempt(context);
    }

    /**
     * Runs the statement.
     *
     * @param own the connection that holds the step's lock, so that the statement ends when the lock is lost
     * @throws SQLException if the server is away; whether it was done, the table's definition says
     */
    Result attempt(Connection own, Migration migration, DirectPlan plan) throws MigrationFailure, SQLException {
        context.store().beginCutoverAttempt(migration.id());
        try {
            if (plan.operation().isImmediate()) {
                return gated.make(own, migration, lockWait -> run(own, migration, plan, lockWait))
                        .map(who -> new Result(Outcome.BLOCKED, who))
                        .orElse(Result.DONE);
            }
            context.store().setStage(migration.id(), SENT);
            try (Heartbeat heart = Heartbeat.start(context.store(), migration.id())) {
                run(own, migration, plan, migration.cutOverThreshold());
            }
            return Result.DONE;
        } catch (SQLException e) {
            if (SqlFault.isLocking(e)) {
                return new Result(Outcome.BLOCKED, gated.blocked(migration, String.valueOf(e.getMessage()), ""));
            }
            // What takes no time is tried again; what was sent for hours has failed.
            boolean full = plan.operation().isImmediate() && SqlFault.isFull(e);
            if (full || SqlFault.isAway(e) || e.getErrorCode() == 0) {
                throw e;
            }
            return new Result(Outcome.REFUSED, SqlFault.describe(e));
        }
    }

    /** Whether the statement was sent, and nobody has heard what the server said to it. */
    static boolean isUnanswered(Migration migration) {
        return migration.stage().equals(SENT);
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
