package dev.palinode.engine.migration;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.declare.Declarations;
import dev.palinode.engine.migration.rules.CutoverBackoff;
import dev.palinode.engine.migration.rules.OrderRules;
import dev.palinode.engine.migration.rules.RevertRules;
import dev.palinode.engine.migration.rules.StartBackoff;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.direct.DirectAlters;
import dev.palinode.engine.migration.runner.external.ExternalAlters;
import dev.palinode.engine.migration.runner.immediate.ImmediateRunners;
import dev.palinode.engine.migration.runner.partition.PartitionAlters;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.LeaseLost;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sidecar.facts.Liveness;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives what is running, one task per migration, so that none waits for another; and stops the streams of what has
 * been cancelled. What a task needs to know is in the row, so that a new engine goes on where the last one was.
 */
final class RunningReview implements ReviewStep {
    private static final Logger LOG = LoggerFactory.getLogger(RunningReview.class);

    private final MigrationStore store;
    private final CopyRunner copy;
    private final CopyReview copies;
    private final DirectAlters directs;
    private final ExternalAlters externals;
    private final PartitionAlters partitions;
    private final ImmediateRunners immediates;
    private final RevertRules revertRules;
    private final Declarations declarations;
    private final CutoverBackoff backoff;
    private final StartBackoff starts = new StartBackoff();
    private final InstantSource clock;
    private final Liveness liveness;
    private final MigrationTasks tasks;
    private final Runnable wake;

    /** Migrations whose streams this engine may have set going, with their last trouble. */
    private final Map<MigrationId, String> driven = new ConcurrentHashMap<>();

    RunningReview(
            EngineContext context,
            CopyRunner copy,
            DirectAlters directs,
            ExternalAlters externals,
            PartitionAlters partitions,
            MigrationTasks tasks) {
        this.store = context.store();
        this.copy = copy;
        this.directs = directs;
        this.externals = externals;
        this.partitions = partitions;
        this.backoff = new CutoverBackoff(context.config().cutoverBackoff());
        this.copies = new CopyReview(context, copy, backoff);
        this.immediates = new ImmediateRunners(context);
        this.revertRules = new RevertRules(context.store().read());
        this.declarations = new Declarations(context);
        this.clock = context.clock();
        this.liveness = context.liveness();
        this.tasks = tasks;
        this.wake = context.wake();
    }

    private boolean begun;

    /** Whether an earlier run of the migration has not been wound up yet. */
    boolean isDriven(MigrationId id) {
        return driven.containsKey(id);
    }

    @Override
    public void review() throws SQLException {
        if (!begun) {
            // What an earlier process has left running is stopped, and a REVERT hands back how far it came.
            store.read().notCleanedUp().stream()
                    .filter(migration -> migration.isCopy() && migration.status() != MigrationStatus.COMPLETE)
                    .forEach(migration -> driven.putIfAbsent(migration.id(), ""));
            begun = true;
        }
        List<Migration> running = store.read().running();
        Set<MigrationId> ids = running.stream().map(Migration::id).collect(Collectors.toSet());
        for (MigrationId id : driven.keySet()) {
            if (!ids.contains(id)) {
                tasks.submit(id.uuid(), () -> windUp(id));
            }
        }
        for (Migration migration : running) {
            driven.putIfAbsent(migration.id(), "");
            tasks.submitNext(migration.id().uuid(), () -> drive(migration.id()));
        }
    }

    private void drive(MigrationId id) {
        try {
            Optional<Migration> row = store.read().find(id);
            if (row.isPresent() && row.get().status() == MigrationStatus.RUNNING) {
                drive(row.get());
                driven.replace(id, "");
            }
        } catch (LeaseLost e) {
            LOG.info("migration {}: left to another engine: {}", id, e.getMessage());
        } catch (SQLException e) {
            trouble(id, SqlFault.describe(e));
        } catch (RuntimeException e) {
            String message = "internal error: " + e;
            if (!message.equals(driven.get(id))) {
                LOG.error("migration {}: {}", id, message, e);
            }
            trouble(id, message);
        }
    }

    private void drive(Migration migration) throws SQLException {
        try {
            Optional<String> order = OrderRules.failure(store.read(), migration);
            if (order.isPresent()) {
                throw new MigrationFailure(order.get());
            }
            if (drivePlanned(migration)) {
                wake.run();
            }
        } catch (MigrationFailure e) {
            partitions.abandon(migration);
            if (migration.isCopy()) {
                liveness.noteTabletFailure(migration.id());
                copy.stop(migration);
            }
            store.markFailed(migration.id(), MigrationStatus.RUNNING, String.valueOf(e.getMessage()));
            wake.run();
        }
    }

    private boolean drivePlanned(Migration migration) throws MigrationFailure, SQLException {
        Optional<DirectPlan> begun = store.read().directPlan(migration.id());
        if (begun.isPresent()) {
            return runDirect(migration, begun.get());
        }
        if (Declarations.isOpen(migration)
                && (OrderRules.before(store.read(), migration).isPresent() || !mayBegin(migration))) {
            return false;
        }
        Optional<Migration> now = starts.run(migration.id(), clock, () -> declarations.resolve(migration));
        return now.isEmpty() || (now.get().isCopy() ? driveAlter(now.get()) : runNow(now.get()));
    }

    private boolean driveAlter(Migration migration) throws MigrationFailure, SQLException {
        if (migration.livenessAt().isEmpty()) {
            if (!mayBegin(migration)) {
                return false;
            }
            refuseRevert(migration);
            if (immediates.isAlterOfNothing(migration)) {
                store.setNoChange(migration.id());
                return store.markComplete(migration.id(), MigrationStatus.RUNNING, ImmediateRunners.nothing(migration));
            }
            Optional<DirectPlan> plan = plan(migration);
            if (plan.isPresent()) {
                return runDirect(migration, plan.get());
            }
        }
        return ExternalAlters.concerns(migration) ? externals.drive(migration, this::mayFinish) : driveCopy(migration);
    }

    private Optional<DirectPlan> plan(Migration migration) throws MigrationFailure, SQLException {
        return starts.run(migration.id(), clock, () -> {
            Optional<DirectPlan> rotation = partitions.plan(migration);
            return rotation.isPresent() ? rotation : directs.plan(migration);
        });
    }

    private boolean runDirect(Migration migration, DirectPlan plan) throws MigrationFailure, SQLException {
        return mayFinish(migration)
                && (plan.operation().isRotation() ? partitions.run(migration, plan) : directs.run(migration, plan));
    }

    /** Whether what is over in one step may be done now. */
    private boolean mayFinish(Migration migration) throws SQLException {
        return !migration.postponeCompletion()
                && OrderRules.before(store.read(), migration).isEmpty()
                && backoff.mayTry(migration, store.read().now());
    }

    private boolean mayBegin(Migration migration) {
        return starts.mayTry(migration.id(), clock.instant());
    }

    private boolean runNow(Migration migration) throws MigrationFailure, SQLException {
        if (!mayFinish(migration)) {
            return false;
        }
        refuseRevert(migration);
        try {
            immediates.run(migration);
            return true;
        } catch (SQLException e) {
            if (SqlFault.isLocking(e)) {
                store.beginCutoverAttempt(migration.id());
            }
            throw e;
        }
    }

    private boolean driveCopy(Migration migration) throws MigrationFailure, SQLException {
        if (migration.livenessAt().isPresent()) {
            return copies.review(migration);
        }
        if (!mayBegin(migration)) {
            return false;
        }
        if (migration.retries() > 0) {
            copy.forget(migration);
        }
        refuseRevert(migration);
        starts.run(migration.id(), clock, () -> begin(migration));
        starts.over(migration.id());
        return store.markAlive(migration.id());
    }

    private boolean begin(Migration migration) throws MigrationFailure, SQLException {
        if (migration.isRevert()) {
            Migration original =
                    store.read().find(migration.revertedId().orElseThrow()).orElseThrow();
            copy.startRevert(migration, original);
        } else {
            copy.start(migration);
        }
        return true;
    }

    private void refuseRevert(Migration migration) throws MigrationFailure, SQLException {
        if (migration.isRevert()) {
            Optional<String> refusal = revertRules.refusal(migration);
            if (refusal.isPresent()) {
                throw new MigrationFailure(refusal.get());
            }
        }
    }

    /** Stops the stream of a migration that is no longer running. */
    private void windUp(MigrationId id) {
        try {
            Optional<Migration> row = store.read().find(id);
            if (row.isPresent() && row.get().isCopy() && isOver(row.get())) {
                copy.stop(row.get());
                externals.stop(row.get());
            }
            driven.remove(id);
            starts.over(id);
            wake.run();
        } catch (SQLException e) {
            trouble(id, SqlFault.describe(e));
        }
    }

    /** Without success; one that was started again meanwhile is not. */
    private static boolean isOver(Migration migration) {
        return migration.status() != MigrationStatus.COMPLETE && migration.status() != MigrationStatus.RUNNING;
    }

    /** Waiting is not failing: whatever went wrong is said, and tried again at the next pass. */
    private void trouble(MigrationId id, String message) {
        String before = driven.put(id, message);
        if (message.equals(before)) {
            LOG.debug("migration {}: again: {}", id, message);
            return;
        }
        LOG.warn("migration {}: will be tried again: {}", id, message);
        try {
            store.setMessage(id, message);
        } catch (SQLException e) {
            LOG.debug("migration {}: the message could not be stored: {}", id, e.toString());
        }
    }
}
