package dev.palinode.engine.gc;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.gc.GcName.Kind;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sidecar.MigrationReader;
import dev.palinode.engine.throttle.Throttle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads the internal tables of a keyspace to their end: held, emptied, left alone until their pages are out of the buffer
 * pool, dropped. A table's state is its name, so that whoever comes next goes on. A table that a migration still names
 * among its artifacts stays as it is, whatever its name says: only the review of artifacts hands it over.
 */
public final class TableGc {
    private static final Logger LOG = LoggerFactory.getLogger(TableGc.class);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Db db;
    private final String keyspace;
    private final MigrationReader migrations;
    private final GcConfig config;
    private final Purge purge;
    private final Db.Action fence;
    private final Db.Work<Boolean> dropsFast;
    private final Consumer<String> points;

    /**
     * A collector.
     *
     * @param fence throws when the lease is lost; called before each change
     * @param points is told the names of places that are reached, at which tests stop it
     */
    public TableGc(
            Db db,
            String keyspace,
            MigrationReader migrations,
            GcConfig config,
            Throttle throttle,
            Db.Action fence,
            Consumer<String> points) {
        this(db, keyspace, migrations, config, throttle, fence, db.dialect()::dropsFast, points);
    }

    TableGc(
            Db db,
            String keyspace,
            MigrationReader migrations,
            GcConfig config,
            Throttle throttle,
            Db.Action fence,
            Db.Work<Boolean> dropsFast,
            Consumer<String> points) {
        this.db = db;
        this.keyspace = keyspace;
        this.migrations = migrations;
        this.config = config;
        this.purge = new Purge(db, throttle, points);
        this.fence = fence;
        this.dropsFast = dropsFast;
        this.points = points;
    }

    /**
     * Takes a table out of its holding, for the next {@link #collect} to go on with. Does nothing when it is gone.
     *
     * @param order tells apart tables with the same digits that are handed over within one second
     */
    public void handOver(TableName table, String hex, Instant now, int order) throws SQLException {
        TableName due = table.sibling(new GcName(Kind.HOLD, hex, now.minusSeconds(order)).table());
        String exists = "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?";
        if (db.with(connection -> Sql.first(connection, exists, row -> true, table.schema(), table.table()))
                .isPresent()) {
            rename(table, due);
        }
    }

    /**
     * Goes one step further with each table that is due; rows are deleted of one table at a time, and for a moment.
     *
     * @param urgent whether rows are not to be deleted now
     * @return whether there is more to do at once
     */
    public boolean collect(boolean urgent) throws SQLException {
        Instant now = migrations.now();
        boolean fast = db.with(dropsFast);
        boolean mayPurge = !urgent;
        boolean more = false;
        for (InternalTable table : InternalTable.all(db, keyspace)) {
            boolean cheap = fast || table.view() || table.bytes() < config.cheapBytes();
            if (!isDue(table, cheap, now) || migrations.isArtifact(table.table().table())) {
                continue;
            }
            try {
                db.run(fence);
                more |= goOn(table, cheap, mayPurge, now);
                mayPurge &= table.name().kind() != Kind.PURGE;
            } catch (SQLException e) {
                LOG.warn("table {} is left for later: {}", table.table(), SqlFault.describe(e));
            }
        }
        return more;
    }

    /** What is cheap to drop need not be emptied and evacuated first; but nothing goes that is held, or being looked at. */
    private boolean isDue(InternalTable table, boolean cheap, Instant now) {
        Kind kind = table.name().kind();
        boolean inside =
                config.lifecycle().contains(kind) && table.name().time().isAfter(now);
        boolean sparing = !cheap || kind == Kind.HOLD || kind == Kind.DROP;
        return kind != Kind.SHADOW && !(inside && sparing);
    }

    /** Takes the table out of its state, or a step further in it; whether it is to be looked at again at once. */
    private boolean goOn(InternalTable table, boolean cheap, boolean mayPurge, Instant now) throws SQLException {
        Kind kind = table.name().kind();
        boolean purging = !cheap && kind == Kind.PURGE && config.lifecycle().contains(kind);
        if (purging && !(mayPurge && isEmptied(table.table()))) {
            return true;
        }
        Kind after = config.after(kind);
        Kind next = after == Kind.PURGE && !purge.isPossible(table.table()) ? config.after(after) : after;
        if (cheap || next == Kind.DROP) {
            drop(table);
            return false;
        }
        GcName name = table.name().as(next, next == Kind.EVAC ? now.plus(config.evacuation()) : now);
        rename(table.table(), table.table().sibling(name.table()));
        points.accept(next == Kind.PURGE ? "gc.purge" : "gc.evac");
        return next == Kind.PURGE;
    }

    private boolean isEmptied(TableName table) throws SQLException {
        try {
            return purge.turn(table);
        } catch (SQLException e) {
            if (SqlFault.isTransient(e) || SqlFault.isLocking(e)) {
                throw e;
            }
            LOG.warn("table {} is not emptied: {}", table, SqlFault.describe(e));
            return true;
        }
    }

    private void drop(InternalTable table) throws SQLException {
        String drop = "DROP " + (table.view() ? "VIEW" : "TABLE") + " IF EXISTS ";
        points.accept("gc.drop");
        change(drop + table.table().quoted());
        points.accept("gc.dropped");
        LOG.info("table {} dropped", table.table());
    }

    private void rename(TableName from, TableName to) throws SQLException {
        change("RENAME TABLE " + from.quoted() + " TO " + to.quoted());
        LOG.info("table {} goes on as {}", from, to.table());
    }

    /** Whoever reads an old table is not waited for: the others shall not stay because of this one. */
    private void change(String sql) throws SQLException {
        try (Connection connection = db.dedicated();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION lock_wait_timeout = " + PATIENCE.toSeconds());
            statement.execute(sql);
        }
    }
}
