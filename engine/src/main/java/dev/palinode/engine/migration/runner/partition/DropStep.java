package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.gc.GcName;
import dev.palinode.engine.migration.runner.EngineContext;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.partition.Keepsake.Held;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sidecar.MigrationStore;
import dev.palinode.engine.stream.base.FailPoints;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Drops partitions whose rows go to tables that are held. Which table is for which partition is stored before it is
 * made. Under a lock, each partition with rows changes places with its empty table, and then all are dropped. When a
 * crash has come in between, a partition may have rows again: these go to another table.
 */
final class DropStep implements Step {
    private final EngineContext context;
    private final MigrationStore store;
    private final FailPoints points;
    private final Migration migration;
    private final Target target;
    private final Map<String, TableName> fresh = new LinkedHashMap<>();
    private DirectPlan plan;

    DropStep(EngineContext context, FailPoints points, Migration migration, DirectPlan plan) {
        this.context = context;
        this.store = context.store();
        this.points = points;
        this.migration = migration;
        this.plan = plan;
        this.target = Target.of(migration.table(), plan);
    }

    @Override
    public boolean isDone(Connection own) throws MigrationFailure, SQLException {
        return target.isReached(target.read(own));
    }

    @Override
    public void prepare(Connection own) throws MigrationFailure, SQLException {
        Keepsake kept = Keepsake.parse(plan.inverse());
        List<Held> held = new ArrayList<>(kept.held());
        for (String name : target.read(own).present(target.names())) {
            Optional<TableName> unused = unused(own, kept, name);
            if (unused.isEmpty()) {
                TableName another = newName();
                store.addArtifact(migration.id(), another.table());
                held.add(new Held(another.table(), name));
                unused = Optional.of(another);
            }
            fresh.put(name, unused.get());
        }
        remember(kept.with(held));
        points.reached("partition.named");
        PartitionSql sql = new PartitionSql(own, target.table());
        for (TableName table : fresh.values()) {
            sql.makeHeld(table);
        }
        points.reached("partition.prepared");
    }

    private Optional<TableName> unused(Connection own, Keepsake kept, String partition) throws SQLException {
        PartitionSql sql = new PartitionSql(own, target.table());
        for (String held : kept.heldOf(partition)) {
            TableName table = target.table().sibling(held);
            if (!SchemaReader.exists(own, table) || !sql.hasRows(table)) {
                return Optional.of(table);
            }
        }
        return Optional.empty();
    }

    private TableName newName() throws SQLException {
        Duration retention = migration.retainArtifacts().orElse(context.config().retention());
        return target.table()
                .sibling(GcName.of(
                                GcName.Kind.HOLD,
                                MigrationId.generate(),
                                store.read().now().plus(retention.isNegative() ? Duration.ZERO : retention))
                        .table());
    }

    private void remember(Keepsake kept) throws SQLException {
        plan = plan.withInverse(kept.text());
        store.setDirectPlan(migration.id(), plan);
    }

    @Override
    public void change(Connection own, Duration lockWait) throws MigrationFailure, SQLException {
        List<TableName> tables = new ArrayList<>(List.of(target.table()));
        tables.addAll(fresh.values());
        Exclusive.run(own, tables, lockWait, () -> exchangeAndDrop(own));
    }

    private void exchangeAndDrop(Connection own) throws MigrationFailure, SQLException {
        PartitionSql sql = new PartitionSql(own, target.table());
        TableDef before = target.read(own).table();
        List<String> gone = target.read(own).present(target.names());
        List<String> exchanged = new ArrayList<>();
        try {
            for (String name : gone) {
                if (sql.hasRows(name)) {
                    sql.exchange(name, table(name));
                    exchanged.add(name);
                    points.reached("partition.exchanged");
                }
            }
            sql.drop(gone);
            points.reached("partition.dropped");
        } catch (SQLException e) {
            putBack(sql, exchanged, e);
            throw e;
        }
        keepCounter(own, sql, before);
    }

    private TableName table(String partition) {
        return Optional.ofNullable(fresh.get(partition))
                .orElseThrow(() -> new IllegalStateException("no table for the rows of " + partition));
    }

    /**
     * While they are still locked, nobody has written to them. After some errors MariaDB has let go the locks, and
     * refuses; then {@link PartitionAlters} does it.
     */
    private void putBack(PartitionSql sql, List<String> exchanged, SQLException reason) {
        try {
            for (String name : exchanged) {
                sql.exchange(name, table(name));
            }
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** Numbers that have been given out are not given out again, also if the highest of them are in what is held. */
    private static void keepCounter(Connection own, PartitionSql sql, TableDef before) throws SQLException {
        Optional<BigInteger> next = before.autoIncrement();
        Optional<BigInteger> now = SchemaReader.read(own, before.name()).flatMap(TableDef::autoIncrement);
        if (next.isPresent() && now.isPresent() && now.get().compareTo(next.get()) < 0) {
            sql.execute("ALTER TABLE " + before.name().quoted() + " AUTO_INCREMENT = " + next.get());
        }
    }

    /** Tables that were not needed go at once. */
    @Override
    public void tidy(Connection own) throws SQLException {
        Keepsake kept = Keepsake.parse(plan.inverse());
        List<Held> needed = new ArrayList<>();
        for (Held held : kept.held()) {
            TableName table = target.table().sibling(held.table());
            PartitionSql sql = new PartitionSql(own, target.table());
            if (SchemaReader.exists(own, table) && sql.hasRows(table)) {
                needed.add(held);
            } else {
                sql.execute("DROP TABLE IF EXISTS " + table.quoted());
                store.removeArtifact(migration.id(), held.table());
            }
        }
        remember(kept.with(needed));
    }
}
