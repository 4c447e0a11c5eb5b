package dev.palinode.engine.migration;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine.Control;
import dev.palinode.engine.cutover.Cutover;
import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.StepLock;
import dev.palinode.engine.migration.runner.direct.DirectAlters;
import dev.palinode.engine.migration.runner.direct.DirectLock;
import dev.palinode.engine.migration.runner.external.ExternalAlters;
import dev.palinode.engine.migration.runner.partition.PartitionAlters;
import dev.palinode.engine.migration.window.VerificationControl;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.sidecar.MigrationRequests;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** ALTER VITESS_MIGRATION. Changes rows only, and needs no lease. Safe for many threads. */
public final class MigrationControl {
    /** How long a CANCEL waits for an attempt at the swap to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Db db;
    private final MigrationReader reader;
    private final MigrationRequests requests;
    private final VerificationControl verifications;

    /** Something done to one migration: whether it changed. */
    @FunctionalInterface
    private interface Request {
        boolean on(MigrationId id) throws SQLException;
    }

    public MigrationControl(Db db, MigrationReader reader, MigrationRequests requests) {
        this.db = db;
        this.reader = reader;
        this.requests = requests;
        this.verifications = new VerificationControl(db, reader, requests);
    }

    /**
     * Does what the statement says.
     *
     * @return how many migrations changed
     * @throws EngineFault if there is no such migration to cancel, or no such statement
     */
    public long control(Control control) throws SQLException {
        return switch (control.verb()) {
            case CANCEL ->
                control.target().isPresent()
                        ? cancelOne(control.target().get())
                        : cancelAll("CANCEL ALL issued by user");
            case RETRY -> retry(control.target());
            case LAUNCH -> on(control.target(), requests::launch);
            case COMPLETE -> on(control.target(), requests::complete);
            case POSTPONE_COMPLETE -> on(control.target(), requests::postponeComplete);
            case FORCE_CUTOVER -> on(control.target(), requests::forceCutover);
            case CLEANUP ->
                control.target().isPresent()
                        ? on(control.target(), requests::cleanup)
                        : all(reader.notCleanedUp(), requests::cleanup, 0);
            case VERIFY -> verifications.verify(control.target());
            case CUTOVER_THRESHOLD -> threshold(control);
        };
    }

    private long retry(Optional<MigrationId> target) throws SQLException {
        if (target.isEmpty()) {
            throw new EngineFault(EngineFault.Kind.NOT_SUPPORTED, "RETRY needs the UUID of one migration");
        }
        return on(
                target,
                id -> requests.retry(
                        id,
                        reader.find(id).flatMap(row -> DdlStrategyParser.of(row).retainArtifacts())));
    }

    private long on(Optional<MigrationId> target, Request request) throws SQLException {
        if (target.isEmpty()) {
            return all(request);
        }
        MigrationId id = known(target.get());
        return request.on(id) ? 1 : 0;
    }

    private long threshold(Control control) throws SQLException {
        DdlStrategyParser.checkThreshold(
                control.threshold().isZero() ? DdlStrategy.DEFAULT_CUT_OVER_THRESHOLD : control.threshold());
        MigrationId id = control.target()
                .orElseThrow(() -> new EngineFault(
                        EngineFault.Kind.NOT_SUPPORTED, "CUTOVER_THRESHOLD needs the UUID of one migration"));
        return requests.cutoverThreshold(known(id), control.threshold()) ? 1 : 0;
    }

    private long all(Request request) throws SQLException {
        return all(reader.pending(), request, 0);
    }

    /** One that cannot be touched now does not keep the others from it. */
    private static long all(List<Migration> migrations, Request request, long before) throws SQLException {
        long changed = before;
        List<String> left = new ArrayList<>();
        for (Migration migration : migrations) {
            try {
                changed += request.on(migration.id()) ? 1 : 0;
            } catch (EngineFault e) {
                left.add(String.valueOf(e.getMessage()));
            } catch (SQLException e) {
                if (!SqlFault.isLocking(e)) {
                    throw e;
                }
                left.add("migration " + migration.id() + ": " + SqlFault.describe(e));
            }
        }
        if (!left.isEmpty()) {
            throw new EngineFault(
                    EngineFault.Kind.UNAVAILABLE,
                    changed + " migrations changed, " + left.size() + " left as they are: " + String.join("; ", left));
        }
        return changed;
    }

    private long cancelOne(MigrationId id) throws SQLException {
        return cancel(known(id), "CANCEL issued by user", PATIENCE) ? 1 : 0;
    }

    /** First those that need not be waited for. */
    private long cancelAll(String message) throws SQLException {
        long changed = 0;
        List<Migration> busy = new ArrayList<>();
        for (Migration migration : reader.pending()) {
            try {
                changed += cancel(migration.id(), message, Duration.ZERO) ? 1 : 0;
            } catch (EngineFault e) {
                busy.add(migration);
            }
        }
        return all(busy, id -> cancel(id, message, PATIENCE), changed);
    }

    private MigrationId known(MigrationId id) throws SQLException {
        if (reader.find(id).isEmpty()) {
            throw EngineFault.unknownMigration(id.uuid());
        }
        return id;
    }

    private boolean cancel(MigrationId id, String message, Duration patience) throws SQLException {
        Optional<DirectPlan> plan = reader.directPlan(id);
        boolean lasting = plan.isPresent() && !plan.get().operation().isImmediate();
        Optional<NamedLock> lock = lasting ? DirectLock.forCancel(db, id) : StepLock.forClient(db, id, patience);
        if (lock.isEmpty()) {
            throw new EngineFault(
                    EngineFault.Kind.UNAVAILABLE, "migration " + id + " is being completed now; try again");
        }
        try (NamedLock held = lock.get()) {
            Optional<Migration> row = reader.find(id);
            return row.isPresent()
                    && !hasHappened(held, row.get(), plan)
                    && !ExternalAlters.hasHappened(db, held.connection(), row.get())
                    && requests.cancel(id, message);
        }
    }

    /** Whether a driver died between renaming the table away and saying so: the next one will say so. */
    private static boolean hasHappened(NamedLock held, Migration migration, Optional<DirectPlan> plan)
            throws SQLException {
        if (migration.status() == MigrationStatus.RUNNING && plan.isPresent()) {
            return plan.get().operation().isRotation()
                    ? PartitionAlters.hasHappened(held.connection(), migration, plan.get())
                    : DirectAlters.hasHappened(held.connection(), migration, plan.get());
        }
        if (migration.status() == MigrationStatus.RUNNING && migration.stage().equals(Cutover.NO_RETURN)) {
            return true;
        }
        if (migration.status() != MigrationStatus.RUNNING || migration.action() != DdlAction.DROP) {
            return false;
        }
        for (String artifact : migration.artifacts()) {
            TableName name = migration.table().sibling(artifact);
            if (SchemaReader.exists(held.connection(), name)) {
                return true;
            }
        }
        return false;
    }
}
