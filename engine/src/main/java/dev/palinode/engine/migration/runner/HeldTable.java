package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.ForeignKeyDef;
import dev.palinode.engine.schema.foreign.ForeignKeyNames;
import java.util.List;

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
    static TableDef describe(TableDef held, StreamRow done, TableDef current, Migration revert) {
        List<String> taken =
                ForeignKeyDef.of(current).stream().map(ForeignKeyDef::name).toList();
        ForeignKeyNames names =
                new ForeignKeyNames(done.source(), held.name(), revert.id().uuid(), taken);
        StringBuilder clauses = new StringBuilder();
        for (ForeignKeyDef key : ForeignKeyDef.of(done.source(), done.sourceDefinition())) {
            clauses.append(",\n  ").append(names.onCopy(key).clause());
        }
        if (clauses.length() == 0) {
            return held;
        }
        int end = held.createStatement().lastIndexOf("\n) ");
        return held.defined(
                new StringBuilder(held.createStatement()).insert(end, clauses).toString());
    }
}
