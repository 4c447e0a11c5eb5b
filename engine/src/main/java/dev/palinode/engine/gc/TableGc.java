package dev.palinode.engine.gc;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.MigrationReader;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the internal tables of a keyspace that are due. A table that a migration still names among its artifacts is
 * never due, whatever its name says: only the review of artifacts hands it over.
 */
public final class TableGc {
    private static final Logger LOG = LoggerFactory.getLogger(TableGc.class);

    private final Db db;
    private final String keyspace;
    private final MigrationReader migrations;

    public TableGc(Db db, String keyspace, MigrationReader migrations) {
        this.db = db;
        this.keyspace = keyspace;
        this.migrations = migrations;
    }

    /**
     * Takes a table out of its holding, to be dropped by the next {@link #collect}. Does nothing when it is gone.
     *
     * @param order tells apart tables with the same digits that are handed over within one second
     */
    public void handOver(TableName table, String hex, Instant now, int order) throws SQLException {
        TableName due = table.sibling(new GcName(GcName.Kind.DROP, hex, now.minusSeconds(order)).table());
        db.run(connection -> {
            String exists = "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?";
            if (Sql.first(connection, exists, row -> true, table.schema(), table.table())
                    .isPresent()) {
                Sql.update(connection, "RENAME TABLE " + table.quoted() + " TO " + due.quoted());
                LOG.info("table {} is to be dropped as {}", table, due.table());
            }
        });
    }

    /** Drops what is due; returns how many tables that were. */
    public int collect() throws SQLException {
        Instant now = migrations.now();
        int dropped = 0;
        for (String type : List.of("BASE TABLE", "VIEW")) {
            String word = type.equals("VIEW") ? "VIEW" : "TABLE";
            for (TableName table : due(now, type)) {
                db.run(connection -> Sql.update(connection, "DROP " + word + " IF EXISTS " + table.quoted()));
                LOG.info("table {} dropped", table);
                dropped++;
            }
        }
        return dropped;
    }

    private List<TableName> due(Instant now, String type) throws SQLException {
        String sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = ?"
                + " AND table_type = ? AND LEFT(table_name, 4) = '_vt_' ORDER BY table_name";
        List<String> internal =
                db.with(connection -> Sql.query(connection, sql, row -> row.getString(1), keyspace, type));
        List<TableName> due = new ArrayList<>();
        for (String table : internal) {
            Optional<GcName> name = GcName.parse(table);
            if (name.isPresent() && isDue(name.get(), now) && !migrations.isArtifact(table)) {
                due.add(new TableName(keyspace, table));
            }
        }
        return due;
    }

    private static boolean isDue(GcName name, Instant now) {
        return name.kind() != GcName.Kind.SHADOW && !name.time().isAfter(now);
    }
}
