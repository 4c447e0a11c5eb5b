package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.TableHolders;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Whether the rename of a swap waits for the table, and for none that comes before in the order of names: it would lose
 * its place before the table to those who write.
 *
 * <p>The Performance Schema tells for which table a session waits. The process list tells only that it waits for one; then
 * it has to be seen waiting several times, one after the other, by someone who has made sure that the others are free.
 */
final class RenameWatch {
    private static final int SIGHTINGS = 3;

    private final Db db;
    private final TableName table;
    private final long session;
    private final boolean exact;
    private int sightings;
    private Optional<TableName> other = Optional.empty();

    private RenameWatch(Db db, TableName table, long session, boolean exact) {
        this.db = db;
        this.table = table;
        this.session = session;
        this.exact = exact;
    }

    /** @param session the connection id of who renames */
    static RenameWatch of(Db db, TableName table, long session) throws SQLException {
        return new RenameWatch(db, table, session, db.with(db.dialect()::tellsWhoHoldsTables));
    }

    /** Whether the server tells for which table the rename waits. */
    boolean isExact() {
        return exact;
    }

    /** Takes a look; true when there have been enough. */
    boolean seesItQueued() throws SQLException {
        return db.with(connection -> {
            List<TableName> awaited = exact ? TableHolders.awaitedBy(db, connection, session) : List.of();
            other = awaited.stream().filter(name -> !isTable(name)).findFirst();
            if (other.isPresent() || !isListed(connection)) {
                sightings = 0;
                return false;
            }
            // Locks beyond performance_schema_max_metadata_locks are not shown: then the list alone has to do.
            sightings++;
            return !awaited.isEmpty() || sightings >= SIGHTINGS;
        });
    }

    /** Servers may keep names in lower case. */
    private boolean isTable(TableName name) {
        return name.schema().equalsIgnoreCase(table.schema()) && name.table().equalsIgnoreCase(table.table());
    }

    private boolean isListed(Connection connection) throws SQLException {
        String sql = "SELECT 1 FROM " + db.dialect().processlist(connection)
                + " WHERE id = ? AND info LIKE 'RENAME TABLE%'"
                + " AND state LIKE 'Waiting for table metadata lock%'";
        return Sql.first(connection, sql, row -> true, session).isPresent();
    }

    /** What the rename was last seen waiting for, as the end of a sentence; empty when that is not known. */
    String instead() {
        return other.map(name -> " but for " + name + TableHolders.clause(db, name))
                .orElse("");
    }
}
