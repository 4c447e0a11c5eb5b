package dev.palinode.engine.migration.runner.immediate;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ForeignKeys;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.Views;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Renaming tables and views out of sight, with their data, and back. */
final class HeldTables {
    private final EngineContext context;
    private final MigrationStore store;

    HeldTables(EngineContext context) {
        this.context = context;
        this.store = context.store();
    }

    /**
     * Renames the migration's table to a held name, which becomes the migration's artifact. Called again after a
     * crash, it finds out that it has been done.
     *
     * @return false when there is no such table
     */
    boolean hide(Connection own, Migration migration) throws MigrationFailure, SQLException {
        TableName table = migration.table();
        if (!existing(own, migration).isEmpty()) {
            return true;
        }
        for (String unused : migration.artifacts()) {
            store.removeArtifact(migration.id(), unused);
        }
        if (!SchemaReader.exists(own, table)) {
            return false;
        }
        refuseWhatCannotBeHidden(own, migration);
        String held = heldName(migration);
        store.addArtifact(migration.id(), held);
        rename(own, table, table.sibling(held));
        return true;
    }

    /** Renames a held table back to the migration's name. */
    void restore(Connection own, Migration migration, String held) throws MigrationFailure, SQLException {
        TableName table = migration.table();
        if (SchemaReader.exists(own, table)) {
            throw new MigrationFailure("cannot bring back " + migration.noun() + " " + table + " from " + held
                    + ": there is a table of that name now; rename it and RETRY");
        }
        rename(own, table.sibling(held), table);
    }

    /** Those artifacts of the migration that are there as tables. */
    List<String> existing(Connection own, Migration migration) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String artifact : migration.artifacts()) {
            if (SchemaReader.exists(own, migration.table().sibling(artifact))) {
                found.add(artifact);
            }
        }
        return found;
    }

    /** The same without those that were never a migration's table, but made to become it. */
    List<String> existingHeld(Connection own, Migration migration) throws SQLException {
        return existing(own, migration).stream()
                .filter(name -> GcName.parse(name)
                        .filter(parsed -> parsed.kind() == GcName.Kind.HOLD)
                        .isPresent())
                .toList();
    }

    /** Forgets the artifacts that are gone. */
    void forgetMissing(Connection own, Migration migration) throws SQLException {
        List<String> there = existing(own, migration);
        for (String artifact : migration.artifacts()) {
            if (!there.contains(artifact)) {
                store.removeArtifact(migration.id(), artifact);
            }
        }
    }

    /** Puts another view into the place of one, which goes to the held name. Both at once, or nothing. */
    static void swap(Connection own, TableName view, String held, TableName other) throws SQLException {
        Sql.update(
                own,
                "RENAME TABLE " + view.quoted() + " TO " + view.sibling(held).quoted() + ", " + other.quoted() + " TO "
                        + view.quoted());
    }

    /** Drops a view that nobody has used. */
    static void dropView(Connection own, TableName view) throws SQLException {
        Sql.update(own, "DROP VIEW IF EXISTS " + view.quoted());
    }

    /** A name under which a table of this migration is held from now for the time of its retention. */
    String heldName(Migration migration) throws SQLException {
        Duration retention = migration.retainArtifacts().orElse(context.config().retention());
        return GcName.of(
                        GcName.Kind.HOLD,
                        migration.id(),
                        store.read().now().plus(retention.isNegative() ? Duration.ZERO : retention))
                .table();
    }

    /** What cannot be renamed away, or would take something along. */
    static void refuseWhatCannotBeHidden(Connection own, Migration migration) throws MigrationFailure, SQLException {
        TableName table = migration.table();
        if (migration.isView()) {
            Views.read(own, table);
            return;
        }
        if (SchemaReader.read(own, table).isEmpty()) {
            throw new MigrationFailure("Unknown table '" + table + "': it is a view (errno 1051) (sqlstate 42S02)");
        }
        List<ForeignKeys.ForeignKey> keys = ForeignKeys.touching(own, table);
        if (!keys.isEmpty()) {
            throw new MigrationFailure("table " + table + " takes part in a foreign key, which would go along when the"
                    + " table is renamed away: " + keys.get(0) + "; drop the constraint first, or use the strategy"
                    + " 'direct'");
        }
    }

    private static void rename(Connection own, TableName from, TableName to) throws SQLException {
        Sql.update(own, "RENAME TABLE " + from.quoted() + " TO " + to.quoted());
    }
}
