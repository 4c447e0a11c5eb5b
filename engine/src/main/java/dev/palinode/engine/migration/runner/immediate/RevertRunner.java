package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Takes back a CREATE, a DROP, or the revert of one: what brought the table is undone by renaming it away, what took
 * it away by renaming it back. Each revert has artifacts of its own, and can be reverted like what it mimics.
 */
final class RevertRunner implements ImmediateRunner {
    private static final String INTENT = "bringing back ";

    private final MigrationStore store;
    private final HeldTables held;

    RevertRunner(EngineContext context) {
        this.store = context.store();
        this.held = new HeldTables(context);
    }

    @Override
    public String run(Connection own, Migration revert) throws MigrationFailure, SQLException {
        Migration original = store.read()
                .find(revert.revertedId().orElseThrow())
                .orElseThrow(() -> new MigrationFailure(
                        "migration not found: " + revert.revertedId().orElseThrow()));
        if (original.artifacts().isEmpty()) {
            store.setNoChange(revert.id());
            return "migration " + original.id() + " changed nothing: nothing to do";
        }
        if (original.action() == DdlAction.CREATE) {
            hide(own, revert);
        } else {
            restore(own, revert, original);
        }
        return "";
    }

    private void hide(Connection own, Migration revert) throws MigrationFailure, SQLException {
        if (!held.hide(own, revert)) {
            throw new MigrationFailure("table " + revert.table() + " does not exist any more");
        }
    }

    private void restore(Connection own, Migration revert, Migration original) throws MigrationFailure, SQLException {
        TableName table = revert.table();
        List<String> candidates = held.existing(own, original);
        if (candidates.isEmpty()) {
            boolean done = revert.stage().startsWith(INTENT) && SchemaReader.exists(own, table);
            if (done) {
                return;
            }
            throw new MigrationFailure("cannot bring back table " + table + ": what migration " + original.id()
                    + " left, " + String.join(", ", original.artifacts()) + ", is gone");
        }
        if (candidates.size() > 1) {
            throw new MigrationFailure("cannot bring back table " + table + ": expected maximum 1 held table, found "
                    + String.join(", ", candidates));
        }
        if (revert.artifacts().isEmpty()) {
            store.addArtifact(revert.id(), held.heldName(revert));
        }
        store.setStage(revert.id(), INTENT + candidates.get(0));
        held.restore(own, revert, candidates.get(0));
    }
}
