package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * CREATE TABLE or VIEW: the statement as the user wrote it, in a session like the one that it was submitted in. A marker among
 * the artifacts says that it was made by this migration; IF NOT EXISTS on what was there leaves none.
 */
final class CreateRunner implements ImmediateRunner {
    /** The stage that says: there was no table of that name, and the statement is about to run. */
    static final String INTENT = "creating the table";

    private final MigrationStore store;
    private final HeldTables held;

    CreateRunner(EngineContext context) {
        this.store = context.store();
        this.held = new HeldTables(context);
    }

    @Override
    public String run(Connection own, Migration migration) throws MigrationFailure, SQLException {
        TableName table = migration.table();
        boolean exists = SchemaReader.exists(own, table);
        if (exists && ImmediateRunners.hasBegunToCreate(migration)) {
            return "";
        }
        if (exists) {
            store.setNoChange(migration.id());
        } else {
            if (migration.artifacts().isEmpty()) {
                store.addArtifact(migration.id(), held.heldName(migration));
            }
            store.setStage(migration.id(), INTENT);
        }
        execute(own, migration);
        refuseNothingMade(SchemaReader.exists(own, table), migration);
        return exists ? thereAlready(migration) : "";
    }

    /** A statement may mean another table than was read in it. */
    static void refuseNothingMade(boolean made, Migration migration) throws MigrationFailure {
        if (!made) {
            throw new MigrationFailure(
                    "the statement has run, but there is no " + migration.noun() + " " + migration.table());
        }
    }

    /** What is said where IF NOT EXISTS has found something. */
    static String thereAlready(Migration migration) {
        return migration.noun() + " " + migration.table() + " exists already: nothing to do";
    }

    private static void execute(Connection own, Migration migration) throws SQLException {
        try (UserSession session =
                UserSession.open(own, migration, migration.table().schema())) {
            session.statement().execute(migration.statement());
        }
    }
}
