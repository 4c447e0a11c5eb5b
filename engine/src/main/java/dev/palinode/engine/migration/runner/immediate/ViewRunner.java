package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.dialect.MariaDbDialect;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.UserSession;
import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.Views;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.sql.classify.ViewStatement;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * CREATE and ALTER VIEW. A view that is there is replaced by one rename: the new one is made under a name of its own,
 * and then takes the place of the old one, which goes to a held name. Which of these names are there tells whether it
 * has happened.
 */
final class ViewRunner implements ImmediateRunner {
    private final EngineContext context;
    private final MigrationStore store;
    private final HeldTables held;
    private final CreateRunner create;

    ViewRunner(EngineContext context, CreateRunner create) {
        this.context = context;
        this.store = context.store();
        this.held = new HeldTables(context);
        this.create = create;
    }

    @Override
    public String run(Connection own, Migration migration) throws MigrationFailure, SQLException {
        ViewStatement wanted = ViewStatement.read(migration.statement());
        if (!replaces(wanted, migration)) {
            return create.run(own, migration);
        }
        boolean missing = !wanted.isAlter() && !SchemaReader.exists(own, migration.table());
        boolean creating = ImmediateRunners.hasBegunToCreate(migration);
        if (creating || missing) {
            return create.run(own, migration.as(DdlAction.CREATE, wanted.create(migration.table())));
        }
        replace(own, migration, wanted);
        return "";
    }

    /** Whether a view that may be there is to be replaced. */
    static boolean replaces(ViewStatement wanted, Migration migration) {
        return wanted.replaces() || migration.action() == DdlAction.ALTER;
    }

    private void replace(Connection own, Migration migration, ViewStatement wanted)
            throws MigrationFailure, SQLException {
        if (!held.existingHeld(own, migration).isEmpty()) {
            held.forgetMissing(own, migration);
            return;
        }
        for (String left : migration.artifacts()) {
            HeldTables.dropView(own, migration.table().sibling(left));
            store.removeArtifact(migration.id(), left);
        }
        TableName view = migration.table();
        ViewStatement old = Views.read(own, view);
        TableName fresh = view.sibling(
                GcName.of(GcName.Kind.DROP, MigrationId.generate(), store.read().now())
                        .table());
        String hold = held.heldName(migration);
        store.addArtifact(migration.id(), fresh.table());
        store.addArtifact(migration.id(), hold);
        if (migration.action() != DdlAction.ALTER) {
            store.setDeclared(migration.id(), DdlAction.ALTER, "");
        }
        try {
            make(own, migration, merged(wanted, old, context.db().dialect()), fresh);
        } catch (MigrationFailure | SQLException e) {
            HeldTables.dropView(own, fresh);
            throw e;
        }
        store.setStage(migration.id(), "swapping the view");
        context.db().run(context.lease()::check);
        HeldTables.swap(own, view, hold, fresh);
        store.removeArtifact(migration.id(), fresh.table());
    }

    /** What replaces a view: an ALTER VIEW keeps of the old one what it does not say. */
    static ViewStatement merged(ViewStatement wanted, ViewStatement old, Dialect dialect) {
        // To MySQL, ALGORITHM = UNDEFINED is nothing said.
        return wanted.isAlter() ? wanted.over(old, dialect instanceof MariaDbDialect) : wanted;
    }

    /** Makes the new view under a name of its own. */
    static void make(Connection own, Migration migration, ViewStatement definition, TableName name)
            throws MigrationFailure, SQLException {
        TableName view = migration.table();
        try (UserSession session = UserSession.open(own, migration, view.schema())) {
            session.statement().execute(definition.create(name));
        }
        if (Views.reads(own, name, view)) {
            throw new MigrationFailure("'" + view.schema() + "'.'" + view.table()
                    + "' contains view recursion: it would read from itself (errno 1462) (sqlstate HY000)");
        }
    }
}
