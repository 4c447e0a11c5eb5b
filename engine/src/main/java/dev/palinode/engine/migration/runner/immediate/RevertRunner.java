package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.Views;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Takes back a CREATE, a DROP, a change of a view, or the revert of one: what brought the table is undone by renaming it
 * away, what took it away by renaming it back, and what replaced a view by both. Each revert has artifacts of its own, and can be reverted like what it mimics.
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
        switch (original.action()) {
            case CREATE -> hide(own, revert);
            case ALTER -> swapBack(own, revert, original);
            default -> restore(own, revert, original);
        }
        return "";
    }

    private void hide(Connection own, Migration revert) throws MigrationFailure, SQLException {
        if (!held.hide(own, revert)) {
            throw new MigrationFailure(revert.noun() + " " + revert.table() + " does not exist any more");
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
        }
        String candidate = only(candidates, revert, original);
        if (revert.artifacts().isEmpty()) {
            store.addArtifact(revert.id(), held.heldName(revert));
        }
        store.setStage(revert.id(), INTENT + candidate);
        held.restore(own, revert, candidate);
    }

    /** The view that a change has held comes back, and the one that is there now is held in its turn. */
    private void swapBack(Connection own, Migration revert, Migration original) throws MigrationFailure, SQLException {
        if (!held.existingHeld(own, revert).isEmpty()) {
            held.forgetMissing(own, revert);
            return;
        }
        String candidate = only(held.existingHeld(own, original), revert, original);
        for (String unused : revert.artifacts()) {
            store.removeArtifact(revert.id(), unused);
        }
        Views.read(own, revert.table());
        String hold = held.heldName(revert);
        store.addArtifact(revert.id(), hold);
        store.setStage(revert.id(), INTENT + candidate);
        HeldTables.swap(own, revert.table(), hold, revert.table().sibling(candidate));
    }

    private static String only(List<String> candidates, Migration revert, Migration original) throws MigrationFailure {
        String what = "cannot bring back " + revert.noun() + " " + revert.table();
        if (candidates.isEmpty()) {
            throw new MigrationFailure(what + ": what migration " + original.id() + " left, "
                    + String.join(", ", original.artifacts()) + ", is gone");
        }
        if (candidates.size() > 1) {
            throw new MigrationFailure(
                    what + ": expected maximum 1 held table, found " + String.join(", ", candidates));
        }
        return candidates.get(0);
    }
}
