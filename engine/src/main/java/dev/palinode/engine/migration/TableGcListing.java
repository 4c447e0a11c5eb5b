package dev.palinode.engine.migration;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.gc.GcConfig;
import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.gc.GcName.Kind;
import dev.palinode.engine.gc.InternalTable;
import dev.palinode.engine.migration.rules.Retention;
import dev.palinode.engine.migration.rules.RevertRules;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sidecar.MigrationReader;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** SHOW VITESS_TABLE_GC: what is held, and what is on its way to be dropped. Times are UTC. Safe for many threads. */
public final class TableGcListing {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final List<RowSet.Column> COLUMNS = List.of(
            new RowSet.Column("table_name", RowSet.Type.TEXT),
            new RowSet.Column("state", RowSet.Type.TEXT),
            new RowSet.Column("since", RowSet.Type.TIMESTAMP),
            new RowSet.Column("until", RowSet.Type.TIMESTAMP),
            new RowSet.Column("table_rows", RowSet.Type.INTEGER),
            new RowSet.Column("bytes", RowSet.Type.INTEGER),
            new RowSet.Column("migration_uuid", RowSet.Type.TEXT),
            new RowSet.Column("revertible", RowSet.Type.TEXT));

    private final Db db;
    private final String keyspace;
    private final MigrationReader reader;
    private final GcConfig config;
    private final Duration retention;
    private final RevertRules rules;

    /** @param retention how long artifacts are held when their migration does not say */
    public TableGcListing(Db db, String keyspace, MigrationReader reader, GcConfig config, Duration retention) {
        this.db = db;
        this.keyspace = keyspace;
        this.reader = reader;
        this.config = config;
        this.retention = retention;
        this.rules = new RevertRules(reader);
    }

    /** The rows, by the times in the names. Tables of migrations that have not ended are theirs and not shown. */
    public RowSet list() throws SQLException {
        List<List<Optional<String>>> rows = new ArrayList<>();
        for (InternalTable table : InternalTable.all(db, keyspace)) {
            Optional<Migration> owner = reader.owner(table.table().table());
            boolean ended = owner.map(one -> one.status().isTerminal()).orElse(true);
            if (ended && (owner.isPresent() || table.name().kind() != Kind.SHADOW)) {
                rows.add(owner.isPresent() ? held(table, owner.get()) : going(table));
            }
        }
        return new RowSet(COLUMNS, rows);
    }

    /** What a migration has left stays until its retention is over, whatever the name says. */
    private List<Optional<String>> held(InternalTable table, Migration owner) throws SQLException {
        Optional<Instant> until = owner.completedAt().map(end -> end.plus(Retention.of(owner, retention)));
        boolean revertible = rules.refusal(owner.id()).isEmpty();
        return row(table, Kind.HOLD, owner.completedAt(), until, Optional.of(owner.id()), revertible);
    }

    private List<Optional<String>> going(InternalTable table) throws SQLException {
        GcName name = table.name();
        Optional<Instant> since = switch (name.kind()) {
            case EVAC -> Optional.of(name.time().minus(config.evacuation()));
            case PURGE, DROP -> Optional.of(name.time());
            case HOLD, SHADOW -> Optional.empty();
        };
        boolean waits = name.kind() == Kind.HOLD || name.kind() == Kind.EVAC;
        Optional<Instant> until = waits ? Optional.of(name.time()) : Optional.empty();
        MigrationId id = new MigrationId(name.hex().replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1_$2_$3_$4_$5"));
        Optional<MigrationId> owner = reader.find(id).map(Migration::id);
        return row(table, name.kind(), since, until, owner, false);
    }

    private static List<Optional<String>> row(
            InternalTable table,
            Kind state,
            Optional<Instant> since,
            Optional<Instant> until,
            Optional<MigrationId> owner,
            boolean revertible) {
        return List.of(
                Optional.of(table.table().table()),
                Optional.of(state.name()),
                since.map(TableGcListing::text),
                until.map(TableGcListing::text),
                Optional.of(Long.toString(table.rows())),
                Optional.of(Long.toString(table.bytes())),
                owner.map(MigrationId::uuid),
                Optional.of(revertible ? "yes" : "no"));
    }

    private static String text(Instant time) {
        return TIME.format(time.atOffset(ZoneOffset.UTC));
    }
}
