package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.model.stream.StreamRow;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.schema.foreign.ForeignKeyDdl;
import dev.palinode.engine.schema.foreign.ForeignKeyDef;
import dev.palinode.engine.schema.foreign.ForeignKeyNames;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The old table of an ALTER that is to be reverted, as it will be when it serves again. */
final class HeldTable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private HeldTable() {}

    /**
     * The table, with the foreign keys in its description that it had before it was held. The server is asked whether it
     * would still take them.
     *
     * @param done the stream of the original, which knows them
     */
    static TableDef describe(
            Connection connection, Migration original, StreamRow done, TableDef current, Migration revert)
            throws SQLException, MigrationFailure {
        TableDef held = find(connection, original);
        List<ForeignKeyDef> keys = ForeignKeyDef.of(done.source(), done.sourceDefinition());
        if (keys.isEmpty()) {
            return held;
        }
        List<String> taken =
                ForeignKeyDef.of(current).stream().map(ForeignKeyDef::name).toList();
        ForeignKeyNames names =
                new ForeignKeyNames(done.source(), held.name(), revert.id().uuid(), taken);
        ForeignKeyDdl ddl = new ForeignKeyDdl(connection, PATIENCE);
        ddl.detach(held.name());
        try {
            ddl.attach(held.name(), keys.stream().map(names::onCopy).toList());
        } catch (SQLException e) {
            if (SqlFault.isTransient(e)) {
                throw e;
            }
            throw new MigrationFailure(
                    "can not revert migration " + original.id() + ": the old table does not get its foreign keys back: "
                            + SqlFault.describe(e),
                    e);
        }
        TableDef whole = SchemaReader.read(connection, held.name()).orElse(held);
        ddl.detach(held.name());
        return whole;
    }

    private static TableDef find(Connection connection, Migration original) throws SQLException, MigrationFailure {
        for (String artifact : original.artifacts()) {
            if (artifact.startsWith("_vt_hld_")) {
                Optional<TableDef> held = SchemaReader.read(
                        connection, new TableName(original.table().schema(), artifact));
                if (held.isPresent()) {
                    return held.get();
                }
            }
        }
        throw new MigrationFailure("can not revert migration " + original.id()
                + ": the old table is no longer held (its retention time is over, or it was cleaned up)");
    }
}
