package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.StepLock;
import dev.palinode.engine.migration.runner.direct.GatedAttempt;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.DirectPlan.Operation;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sql.alter.Rotation;
import dev.palinode.engine.stream.base.FailPoints;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ALTER TABLE … ADD PARTITION and DROP PARTITION of tables that are partitioned by range or list, without a copy. What
 * is dropped is held with its rows. Safe for many threads, as long as each migration has one.
 */
public final class PartitionAlters {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionAlters.class);

    private final EngineContext context;
    private final MigrationStore store;
    private final RotationPlanner planner;
    private final GatedAttempt gated;
    private final FailPoints points;

    public PartitionAlters(EngineContext context, FailPoints points) {
        this.context = context;
        this.store = context.store();
        this.planner = new RotationPlanner(context.db(), context.clock());
        this.gated = new GatedAttempt(context);
        this.points = points;
    }

    /** Whether a queued ALTER would be over at once, by its text. */
    public static boolean isImmediate(Migration queued) {
        return Rotation.read(queued.statement()).isPresent();
    }

    /**
     * Decides how a running ALTER or REVERT that has not begun is done, and writes it down; empty if it is another case.
     *
     * @throws MigrationFailure if it cannot be done
     */
    public Optional<DirectPlan> plan(Migration migration) throws MigrationFailure, SQLException {
        try {
            Optional<DirectPlan> plan = migration.isRevert() ? planRevert(migration) : planner.plan(migration);
            if (plan.isPresent()) {
                store.setDirectPlan(migration.id(), plan.get());
            }
            return plan;
        } catch (SQLException e) {
            throw MigrationFailure.of(e);
        }
    }

    private Optional<DirectPlan> planRevert(Migration revert) throws MigrationFailure, SQLException {
        Optional<DirectPlan> done = store.read()
                .directPlan(revert.revertedId().orElseThrow())
                .filter(original -> original.operation().isRotation());
        return done.isPresent() ? Optional.of(planner.planRevert(revert, done.get())) : Optional.empty();
    }

    /**
     * One attempt at a plan; does nothing if the migration is not running any more.
     *
     * @return whether anything changed
     * @throws MigrationFailure if it cannot be done; nothing has changed then
     */
    public boolean run(Migration seen, DirectPlan plan) throws MigrationFailure, SQLException {
        try (NamedLock lock = StepLock.forDriver(context, seen.id())) {
            Optional<Migration> now = store.read().find(seen.id());
            if (now.isEmpty() || now.get().status() != MigrationStatus.RUNNING) {
                return false;
            }
            Connection own = lock.connection();
            Step step = step(now.get(), plan);
            Optional<String> obstacle;
            try {
                obstacle = step.isDone(own) ? Optional.empty() : attempt(own, now.get(), step);
            } catch (MigrationFailure e) {
                throw step.remedied(own, e);
            }
            if (obstacle.isPresent()) {
                putRowsBack(own, now.get());
                LOG.info("migration {}: not yet: {}", seen.id(), obstacle.get());
                store.setMessage(seen.id(), obstacle.get());
                store.setStage(seen.id(), "");
                return false;
            }
            step.tidy(own);
            return store.markComplete(seen.id(), MigrationStatus.RUNNING, "");
        }
    }

    private Optional<String> attempt(Connection own, Migration migration, Step step)
            throws MigrationFailure, SQLException {
        store.beginCutoverAttempt(migration.id());
        try {
            step.prepare(own);
            return gated.make(own, migration, lockWait -> step.change(own, lockWait));
        } catch (SQLException e) {
            throw MigrationFailure.of(e);
        }
    }

    private Step step(Migration migration, DirectPlan plan) throws SQLException {
        return switch (plan.operation()) {
            case PARTITION_ADD -> new AddStep(migration, plan);
            case PARTITION_REMOVE -> new RemoveStep(migration, plan);
            case PARTITION_DROP -> new DropStep(context, points, migration, plan);
            case PARTITION_RESTORE -> {
                DirectPlan done = store.read()
                        .directPlan(migration.revertedId().orElseThrow())
                        .orElseThrow(() -> new SQLException("the plan of the migration to be reverted is gone"));
                Keepsake kept = Keepsake.parse(done.inverse());
                yield new RestoreStep(points, migration, Target.of(migration.table(), plan), kept, true);
            }
            case INSTANT, NATIVE ->
                throw new IllegalArgumentException(plan.operation().sql());
        };
    }

    /**
     * Before a migration is marked as failed: what a crash has left half done is undone, so that no rows are held that
     * the table should have.
     *
     * @throws SQLException if that could not be done now
     */
    public void abandon(Migration migration) throws SQLException {
        if (drop(migration).isPresent()) {
            try (NamedLock lock = StepLock.forDriver(context, migration.id())) {
                putRowsBack(lock.connection(), migration);
            }
        }
    }

    private Optional<DirectPlan> drop(Migration migration) throws SQLException {
        return store.read().directPlan(migration.id()).filter(one -> one.operation() == Operation.PARTITION_DROP);
    }

    private void putRowsBack(Connection own, Migration migration) throws SQLException {
        Optional<DirectPlan> plan = drop(migration);
        if (plan.isEmpty() || !holdsRows(own, migration, plan.get())) {
            return;
        }
        try {
            Keepsake kept = Keepsake.parse(plan.get().inverse());
            Target target = new Target(migration.table(), false, kept.names(), "");
            Optional<String> obstacle =
                    attempt(own, migration, new RestoreStep(points, migration, target, kept, false));
            if (obstacle.isPresent()) {
                throw new SQLTransientException("rows that are held are not put back yet: " + obstacle.get());
            }
        } catch (MigrationFailure e) {
            throw new SQLException("the rows that it holds cannot be put back: " + e.getMessage(), e);
        }
    }

    private static boolean holdsRows(Connection own, Migration migration, DirectPlan plan) throws SQLException {
        PartitionSql sql = new PartitionSql(own, migration.table());
        for (Keepsake.Held held : Keepsake.parse(plan.inverse()).held()) {
            TableName table = migration.table().sibling(held.table());
            if (SchemaReader.exists(own, table) && sql.hasRows(table)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a plan has been carried out, or half of it, although its migration still seems to run. */
    public static boolean hasHappened(Connection own, Migration migration, DirectPlan plan) throws SQLException {
        boolean reached = Target.of(migration.table(), plan).isReached(own);
        return switch (plan.operation()) {
            case PARTITION_DROP -> reached || holdsRows(own, migration, plan);
            default -> reached;
        };
    }
}
