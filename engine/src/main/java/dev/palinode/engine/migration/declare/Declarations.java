package dev.palinode.engine.migration.declare;

import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.immediate.ImmediateRunners;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sql.DdlStrategyParser;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Finds out what a declared table or view asks for when the migration's turn has come, so that each of several sees what the
 * ones before it have done. Nothing of it is kept but the outcome: as long as the table has not changed, the same is
 * found again after a crash.
 */
public final class Declarations {
    /** The message of one that finds everything as it is declared. */
    public static final String NO_CHANGE = "no change";

    private final DeclarationReader reader;
    private final MigrationStore store;

    public Declarations(EngineContext context) {
        this.reader = new DeclarationReader(context.db(), context.clock());
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
        Declared declared = reader.read(migration);
        Optional<Migration> now = declared.of(migration);
        if (now.isEmpty()) {
            store.setNoChange(migration.id());
            store.markComplete(migration.id(), MigrationStatus.RUNNING, NO_CHANGE);
        } else if (now.get().action() != DdlAction.CREATE || migration.action() != DdlAction.CREATE) {
            store.setDeclared(migration.id(), now.get().action(), declared.statement());
        }
        return now;
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
}
