package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.StepLock;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import java.sql.SQLException;
import java.util.Optional;

/** Runs a migration that is over in one step, under its {@link StepLock} and on the connection that holds it. */
public final class ImmediateRunners {
    private final EngineContext context;
    private final CreateRunner create;
    private final DropRunner drop;
    private final ViewRunner view;
    private final RevertRunner revert;

    public ImmediateRunners(EngineContext context) {
        this.context = context;
        this.create = new CreateRunner(context);
        this.drop = new DropRunner(context);
        this.view = new ViewRunner(context, create);
        this.revert = new RevertRunner(context);
    }

    /**
     * Does it, unless it is no longer running, and marks it complete.
     *
     * @throws MigrationFailure if it cannot be done
     * @throws SQLException if it could not be done now
     */
    public void run(Migration seen) throws MigrationFailure, SQLException {
        try (NamedLock lock = StepLock.forDriver(context, seen.id())) {
            Optional<Migration> now = context.store().read().find(seen.id());
            if (now.isEmpty() || now.get().status() != MigrationStatus.RUNNING) {
                return;
            }
            Migration migration = now.get();
            Sql.update(
                    lock.connection(),
                    "SET SESSION lock_wait_timeout = ?",
                    migration.cutOverThreshold().toSeconds());
            String message = runnerOf(migration).run(lock.connection(), migration);
            context.store().markComplete(migration.id(), MigrationStatus.RUNNING, message);
        } catch (SQLException e) {
            throw failure(e, SqlFault.describe(e));
        }
    }

    /** What the server refuses is a failure; what it cannot do now is not. */
    static MigrationFailure failure(SQLException e, String message) throws SQLException {
        if (SqlFault.isTransient(e) || e.getErrorCode() == 0) {
            throw e;
        }
        return new MigrationFailure(message, e);
    }

    /** Whether a CREATE found no table of its name, so that the one that there may be is its own. */
    public static boolean hasBegunToCreate(Migration migration) {
        return migration.stage().equals(CreateRunner.INTENT);
    }

    private ImmediateRunner runnerOf(Migration migration) {
        if (migration.isRevert()) {
            return revert;
        }
        if (migration.action() == DdlAction.DROP) {
            return drop;
        }
        return migration.isView() ? view : create;
    }
}
