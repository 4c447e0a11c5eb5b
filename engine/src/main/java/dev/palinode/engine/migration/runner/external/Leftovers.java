package dev.palinode.engine.migration.runner.external;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.external.tool.ToolTables;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sidecar.MigrationStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a program has left. Only to be looked at when the program can do nothing more, since its tables tell on which
 * side of the swap it has ended: the shadow is gone, and there is an old table.
 */
final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    /** Everybody waits behind who waits for a table; what cannot be had now is had at another pass. */
    private static final String SHORT_WAIT = "SET SESSION lock_wait_timeout = 3";

    private final Connection connection;
    private final MigrationStore store;

    /** On a connection whose work ends when the driver's lock is lost. */
    Leftovers(Connection connection, MigrationStore store) {
        this.connection = connection;
        this.store = store;
    }

    /** Whether the new table is in the place of the old one. */
    static boolean isSwapped(Connection connection, ToolTables tables) throws SQLException {
        return tables.old().isPresent()
                && !SchemaReader.exists(connection, tables.shadow())
                && SchemaReader.exists(connection, tables.old().get());
    }

    /** Takes away the triggers and tables that nobody needs; the old table stays, if the tables were swapped. */
    void clean(Migration migration, ToolTables tables, boolean swapped) throws SQLException {
        Sql.update(connection, SHORT_WAIT);
        dropTriggers(tables);
        int order = 0;
        for (TableName other : tables.others()) {
            discard(migration, other, order++);
        }
        if (!swapped && tables.old().isPresent()) {
            // Before the shadow: without that, what a failed swap left would look like the old table.
            TableName old = tables.old().get();
            if (tables.ownsOld()) {
                discard(migration, old, order++);
            }
            store.removeArtifact(migration.id(), old.table());
        }
        discard(migration, tables.shadow(), order);
        store.removeArtifact(migration.id(), tables.shadow().table());
    }

    /** The triggers that write to the shadow, whatever table they are of. */
    private void dropTriggers(ToolTables tables) throws SQLException {
        String sql = "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = ?"
                + " AND LOCATE(?, action_statement) > 0";
        String schema = tables.source().schema();
        List<String> triggers = Sql.query(
                connection,
                sql,
                row -> row.getString(1),
                schema,
                "`" + tables.shadow().table() + "`");
        for (String trigger : triggers) {
            Sql.update(connection, "DROP TRIGGER IF EXISTS " + new TableName(schema, trigger).quoted());
            LOG.info("trigger {} of {} dropped", trigger, tables.source());
        }
    }

    /** Leaves a table to the collector. */
    private void discard(Migration migration, TableName table, int order) throws SQLException {
        if (!SchemaReader.exists(connection, table)) {
            return;
        }
        Instant now = store.read().now().minusSeconds(order);
        TableName due =
                table.sibling(GcName.of(GcName.Kind.HOLD, migration.id(), now).table());
        Sql.update(connection, "RENAME TABLE " + table.quoted() + " TO " + due.quoted());
        LOG.info("migration {}: table {} goes on as {}", migration.id(), table, due.table());
    }

    /** The first name that is free for the old table. */
    static Optional<TableName> freeOldName(Connection connection, TableName source, int tries) throws SQLException {
        int limit = 64; // of names, in characters; where the program cuts them as well
        String name = source.table() + "_old";
        for (int i = 0; i < tries; i++) {
            name = "_" + name;
            name = name.substring(0, Math.min(limit, name.length()));
            TableName candidate = source.sibling(name);
            if (!SchemaReader.exists(connection, candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
