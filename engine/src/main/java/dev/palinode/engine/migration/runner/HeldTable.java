package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.ForeignKeyDef;
import dev.palinode.engine.schema.foreign.ForeignKeyNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The old table of an ALTER that is to be reverted, as it will be when it serves again. */
final class HeldTable {
    private HeldTable() {}

    /**
     * The table, with the foreign keys in its description that it had before it was held. The table itself gets them at
     * the swap: with the rows that it has now it would bind the parents.
     *
     * @param done the stream of the original, which knows them
     * @param current the table that serves now, whose names are taken
     */
    static TableDef describe(
            Connection connection, Migration original, StreamRow done, TableDef current, Migration revert)
            throws SQLException, MigrationFailure {
        TableDef held = find(connection, original);
        List<String> taken =
                ForeignKeyDef.of(current).stream().map(ForeignKeyDef::name).toList();
        ForeignKeyNames names =
                new ForeignKeyNames(done.source(), held.name(), revert.id().uuid(), taken);
        StringBuilder clauses = new StringBuilder();
        for (ForeignKeyDef key : ForeignKeyDef.of(done.source(), done.sourceDefinition())) {
            clauses.append(",\n  ").append(names.onCopy(key).clause());
        }
        int end = held.createStatement().indexOf("\n) ENGINE=");
        return held.defined(
                new StringBuilder(held.createStatement()).insert(end, clauses).toString());
    }

    private static TableDef find(Connection connection, Migration original) throws SQLException, MigrationFailure {
        for (String artifact : original.artifacts()) {
            if (artifact.startsWith("_vt_hld_")) {
                Optional<TableDef> held =
                        SchemaReader.read(connection, original.table().sibling(artifact));
                if (held.isPresent()) {
                    return held.get();
                }
            }
        }
        throw new MigrationFailure("can not revert migration " + original.id()
                + ": the old table is no longer held (its retention time is over, or it was cleaned up)");
    }
}
