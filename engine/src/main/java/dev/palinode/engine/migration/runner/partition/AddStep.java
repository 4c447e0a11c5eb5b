package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Adds partitions, by the statement as it was written. */
final class AddStep implements Step {
    private final Migration migration;
    private final DirectPlan plan;
    private final Target target;

    AddStep(Migration migration, DirectPlan plan) {
        this.migration = migration;
        this.plan = plan;
        this.target = Target.of(migration.table(), plan);
    }

    @Override
    public boolean isDone(Connection own) throws MigrationFailure, SQLException {
        return target.isReached(target.read(own));
    }

    @Override
    public void change(Connection own, Duration lockWait) throws SQLException {
        try (UserSession session =
                UserSession.open(own, migration, migration.table().schema())) {
            session.statement().execute("SET SESSION lock_wait_timeout = " + Math.max(1, lockWait.toSeconds()));
            session.statement().execute(plan.statement());
        }
    }
}
