package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.Connection;
import java.sql.SQLException;

/** DROP TABLE or VIEW: it is renamed to a held name, from which a REVERT brings it back. */
final class DropRunner implements ImmediateRunner {
    private final MigrationStore store;
    private final HeldTables held;

    DropRunner(EngineContext context) {
        this.store = context.store();
        this.held = new HeldTables(context);
    }

    @Override
    public String run(Connection own, Migration migration) throws MigrationFailure, SQLException {
        if (held.hide(own, migration)) {
            return "";
        }
        String message = missing(migration);
        store.setNoChange(migration.id());
        return message;
    }

    /** What is said where there is nothing to drop. */
    static String missing(Migration migration) throws MigrationFailure {
        if (!migration.ifExists()) {
            throw new MigrationFailure("Unknown table '" + migration.table() + "' (errno 1051) (sqlstate 42S02)");
        }
        return ImmediateRunners.nothing(migration);
    }
}
