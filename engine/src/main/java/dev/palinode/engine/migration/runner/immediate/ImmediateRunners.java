package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.cutover.HolderKiller;
import dev.palinode.engine.db.NamedLock;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.db.TableHolders;
import dev.palinode.engine.dialect.MariaDbDialect;
import dev.palinode.engine.migration.runner.CutoverForce;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.StepLock;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Optional;
import java.util.Set;

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
            String message = attempt(lock.connection(), migration);
            context.store().markComplete(migration.id(), MigrationStatus.RUNNING, message);
        } catch (SQLException e) {
            throw MigrationFailure.of(e);
        }
    }

    /** Who holds the table is named, or killed if that is due. */
    private String attempt(Connection own, Migration migration) throws MigrationFailure, SQLException {
        try {
            return CutoverForce.isDue(migration, context.store().read().now())
                    ? byForce(own, migration)
                    : runnerOf(migration).run(own, migration);
        } catch (SQLException e) {
            if (!SqlFault.isLocking(e)) {
                throw e;
            }
            String message = e.getMessage() + TableHolders.clause(context.db(), migration.table());
            throw new SQLException(message, e.getSQLState(), e.getErrorCode(), e);
        }
    }

    private String byForce(Connection own, Migration migration) throws MigrationFailure, SQLException {
        long id =
                Sql.first(own, "SELECT CONNECTION_ID()", row -> row.getLong(1)).orElseThrow();
        try (HolderKiller killer = HolderKiller.start(context.db(), migration.table(), Set.of(id))) {
            try {
                String message = runnerOf(migration).run(own, migration);
                if (!killer.killed().isEmpty()) {
                    context.store().setStage(migration.id(), "forced: killed " + String.join("; ", killer.killed()));
                }
                return message;
            } catch (SQLException e) {
                if (!SqlFault.isLocking(e)) {
                    throw e;
                }
                String message = e.getMessage() + killer.resistance() + HolderKiller.hint(context.db());
                throw new SQLException(message, e.getSQLState(), e.getErrorCode(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientException("interrupted", e);
        }
    }

    /** Whether a CREATE found no table of its name, so that the one that there may be is its own. */
    public static boolean hasBegunToCreate(Migration migration) {
        return migration.stage().equals(CreateRunner.INTENT);
    }

    /** Whether it is an ALTER TABLE IF EXISTS, which only MariaDB has, of a table that does not exist. */
    public boolean isAlterOfNothing(Migration migration) throws SQLException {
        boolean asked = migration.action() == DdlAction.ALTER
                && migration.ifExists()
                && context.db().dialect() instanceof MariaDbDialect
                && !DdlStrategyParser.of(migration).has(DdlStrategy.Flag.DECLARATIVE);
        return asked && !context.db().with(connection -> SchemaReader.exists(connection, migration.table()));
    }

    /** What is said of a migration of what does not exist, and need not. */
    public static String nothing(Migration migration) {
        return migration.noun() + " " + migration.table() + " does not exist: nothing to do";
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
