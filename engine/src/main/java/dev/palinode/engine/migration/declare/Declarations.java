package dev.palinode.engine.migration.declare;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.immediate.ImmediateRunners;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.Views;
import dev.palinode.engine.schema.diff.TableDiff;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.classify.ViewStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds out what a declared table or view asks for when the migration's turn has come, so that each of several sees what the
 * ones before it have done. Nothing of it is kept but the outcome: as long as the table has not changed, the same is
 * found again after a crash.
 */
public final class Declarations {
    private final EngineContext context;
    private final MigrationStore store;

    public Declarations(EngineContext context) {
        this.context = context;
        this.store = context.store();
    }

    /**
     * What to go on with: a migration that is not declared as it is, a declared one as what it turned out to be; empty
     * if there is nothing to do, and the migration is complete.
     *
     * @throws MigrationFailure if it cannot be done
     */
    public Optional<Migration> resolve(Migration migration) throws MigrationFailure, SQLException {
        if (!isOpen(migration)) {
            return Optional.of(migration);
        }
        DdlStrategy strategy = DdlStrategyParser.of(migration);
        try (Connection connection = context.db().dedicated()) {
            if (migration.isView()) {
                return view(connection, migration);
            }
            Optional<TableDef> present = SchemaReader.read(connection, migration.table());
            if (present.isEmpty()) {
                return Optional.of(asCreate(connection, migration));
            }
            TableDef wanted = DeclaredTable.describe(connection, context, migration);
            return alter(migration, TableDiff.alter(present.get(), wanted, strategy.renamedColumns()));
        } catch (IllegalArgumentException e) {
            throw new MigrationFailure("table " + migration.table() + ": " + e.getMessage(), e);
        } catch (SQLException e) {
            if (SqlFault.isTransient(e) || e.getErrorCode() == 0) {
                throw e;
            }
            throw new MigrationFailure(SqlFault.describe(e), e);
        }
    }

    private Optional<Migration> view(Connection connection, Migration migration) throws SQLException {
        if (!SchemaReader.exists(connection, migration.table())) {
            return Optional.of(created(migration));
        }
        String replace = ViewStatement.read(migration.statement()).replace(migration.table());
        if (DeclaredView.isReplaced(connection, migration)) {
            return Optional.of(migration.as(DdlAction.ALTER, replace));
        }
        ViewStatement present = Views.read(connection, migration.table());
        boolean same = DeclaredView.describe(connection, context, migration).sameAs(present);
        return alter(migration, same ? Optional.empty() : Optional.of(replace));
    }

    /** Whether it has still to be found out what the migration asks for. */
    public static boolean isOpen(Migration migration) {
        // The table of a CREATE that a crash has kept from being marked is the migration's own.
        boolean begun = migration.livenessAt().isPresent() || ImmediateRunners.hasBegunToCreate(migration);
        boolean table = migration.action() == DdlAction.CREATE || migration.action() == DdlAction.ALTER;
        return !begun
                && table
                && !migration.isRevert()
                && DdlStrategyParser.of(migration).has(DdlStrategy.Flag.DECLARATIVE);
    }

    private Migration asCreate(Connection connection, Migration migration) throws SQLException, MigrationFailure {
        if (SchemaReader.exists(connection, migration.table())) {
            throw new MigrationFailure(migration.table() + " is there, and is no base table");
        }
        return created(migration);
    }

    private Migration created(Migration migration) throws SQLException {
        if (migration.action() != DdlAction.CREATE) {
            store.setDeclared(migration.id(), DdlAction.CREATE, "");
        }
        return migration.as(DdlAction.CREATE, migration.statement());
    }

    private Optional<Migration> alter(Migration migration, Optional<String> statement) throws SQLException {
        if (statement.isEmpty()) {
            store.setNoChange(migration.id());
            store.markComplete(migration.id(), MigrationStatus.RUNNING, "no change");
            return Optional.empty();
        }
        store.setDeclared(migration.id(), DdlAction.ALTER, statement.get());
        return Optional.of(migration.as(DdlAction.ALTER, statement.get()));
    }
}
