package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.db.SqlFault;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.partition.Keepsake.Run;
import dev.palinode.engine.migration.runner.partition.PartitionedTable.Part;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.stream.base.FailPoints;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings back partitions that were dropped, with their rows. First their definitions: where a partition has taken over
 * what they took, its rows are divided anew, so that rows written since lie where they belong. Then the rows: a
 * partition without any changes places with the table that holds its rows; to one that has been written to they are
 * added, in one transaction with their deletion from the held table. It is done when no held table has rows.
 */
final class RestoreStep implements Step {
    /** What a server divides anew or inserts in a second at the least; a cautious guess, not measured. */
    private static final long BYTES_PER_SECOND = 4L << 20;

    private final Migration migration;
    private final Target target;
    private final Keepsake kept;
    private final FailPoints points;
    private final boolean whole;

    /** @param whole whether all tables of the keepsake have rows or had some, as after a DROP that has been completed */
    RestoreStep(FailPoints points, Migration migration, Target target, Keepsake kept, boolean whole) {
        this.points = points;
        this.migration = migration;
        this.target = target;
        this.kept = kept;
        this.whole = whole;
    }

    @Override
    public boolean isDone(Connection own) throws MigrationFailure, SQLException {
        return target.isReached(target.read(own)) && full(own).isEmpty();
    }

    /** The tables that have rows. */
    private List<TableName> full(Connection own) throws MigrationFailure, SQLException {
        PartitionSql sql = new PartitionSql(own, target.table());
        List<TableName> full = new ArrayList<>();
        for (TableName table : held(own)) {
            if (sql.hasRows(table)) {
                full.add(table);
            }
        }
        return full;
    }

    /** The tables that are there; one that was given up, with rows in it, is not passed over. */
    private List<TableName> held(Connection own) throws MigrationFailure, SQLException {
        List<TableName> there = new ArrayList<>();
        for (Keepsake.Held held : kept.held()) {
            TableName table = target.table().sibling(held.table());
            if (SchemaReader.exists(own, table)) {
                there.add(table);
            } else if (whole) {
                throw new MigrationFailure("the rows of partition " + held.partition()
                        + " cannot be brought back: table " + table + ", which held them, is gone");
            }
        }
        return there;
    }

    @Override
    public void prepare(Connection own) throws MigrationFailure, SQLException {
        PartitionedTable now = target.read(own);
        PartitionSql sql = new PartitionSql(own, target.table());
        for (Run run : kept.runs()) {
            if (run.before().isPresent() && !missing(now, run).isEmpty()) {
                String name = run.before().get();
                refuseLarge(sql.bytes(name), "partition " + name + ", which has taken over what they took,");
            }
        }
    }

    private void refuseLarge(long bytes, String what) throws MigrationFailure {
        long limit = BYTES_PER_SECOND * migration.cutOverThreshold().toSeconds();
        if (bytes > limit) {
            throw new MigrationFailure("the partitions " + PartitionSql.quoted(kept.names()) + " are not brought back: "
                    + what + " has about " + (bytes >> 20) + " MiB, and the table would be locked for too long while"
                    + " its rows are moved; with this --cut-over-threshold the limit is " + (limit >> 20)
                    + " MiB. The rows are held in "
                    + kept.held().stream().map(Keepsake.Held::table).toList());
        }
    }

    private static List<Part> missing(PartitionedTable now, Run run) {
        return run.parts().stream()
                .filter(part -> now.part(part.name()).isEmpty())
                .toList();
    }

    @Override
    public void change(Connection own, Duration lockWait) throws MigrationFailure, SQLException {
        List<TableName> tables =
                Stream.concat(Stream.of(target.table()), held(own).stream()).toList();
        Exclusive.run(own, tables, lockWait, () -> restore(own));
    }

    private void restore(Connection own) throws MigrationFailure, SQLException {
        PartitionedTable before = target.read(own);
        PartitionSql sql = new PartitionSql(own, target.table());
        List<Run> made = new ArrayList<>();
        List<Keepsake.Held> exchanges;
        try {
            for (Run run : kept.runs()) {
                if (!missing(before, run).isEmpty()) {
                    define(sql, before, run);
                    made.add(run);
                }
            }
            points.reached("partition.defined");
            exchanges = addRows(own, sql, before);
        } catch (MigrationFailure | SQLException e) {
            undo(sql, before, made, e);
            throw e;
        }
        for (Keepsake.Held held : exchanges) {
            sql.exchange(held.partition(), target.table().sibling(held.table()));
            points.reached("partition.returned");
        }
    }

    private static void define(PartitionSql sql, PartitionedTable before, Run run)
            throws MigrationFailure, SQLException {
        List<Part> missing = missing(before, run);
        if (run.before().isEmpty()) {
            sql.add(missing);
            return;
        }
        Part next = next(before, run);
        sql.reorganize(
                List.of(next.name()),
                Stream.concat(missing.stream(), Stream.of(next)).toList());
    }

    private static Part next(PartitionedTable before, Run run) throws MigrationFailure {
        String name = run.before().orElseThrow();
        return before.part(name)
                .orElseThrow(() -> new MigrationFailure("partition " + name + " does not exist any more"));
    }

    /** Adds rows to those partitions that have some; returns which of the others are to change places. */
    private List<Keepsake.Held> addRows(Connection own, PartitionSql sql, PartitionedTable before)
            throws MigrationFailure, SQLException {
        List<Keepsake.Held> exchanges = new ArrayList<>();
        List<TableName> additions = new ArrayList<>();
        for (String name : kept.names()) {
            List<TableName> full = gathered(own, sql, before, name);
            if (!full.isEmpty() && sql.hasRows(name)) {
                refuseLarge(
                        sql.bytes(full.get(0)), "partition " + name + " has been written to since, and what is held");
                additions.add(full.get(0));
            } else if (!full.isEmpty()) {
                exchanges.add(new Keepsake.Held(full.get(0).table(), name));
            }
        }
        if (!additions.isEmpty() && sql.hasTriggers()) {
            throw new MigrationFailure(
                    "partitions have been written to since, and rows that are added to them would fire"
                            + " the table's triggers; drop these first, and create them again afterwards");
        }
        if (!additions.isEmpty()) {
            Exclusive.together(own, () -> {
                for (TableName held : additions) {
                    add(sql, before, held, target.table());
                }
            });
        }
        points.reached("partition.added");
        return exchanges;
    }

    private static void add(PartitionSql sql, PartitionedTable before, TableName held, TableName to)
            throws MigrationFailure, SQLException {
        try {
            sql.move(before.table(), held, to);
        } catch (SQLException e) {
            if (!SqlFault.isDuplicate(e)) {
                throw e;
            }
            throw new MigrationFailure(
                    "a row that was written since has the key of one that is held in " + held.table() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** The held table of a partition, if it has rows; of several, all rows go into the first. */
    private List<TableName> gathered(Connection own, PartitionSql sql, PartitionedTable before, String partition)
            throws MigrationFailure, SQLException {
        List<String> names = kept.heldOf(partition);
        List<TableName> full = full(own).stream()
                .filter(table -> names.contains(table.table()))
                .toList();
        for (TableName other : full.subList(Math.min(1, full.size()), full.size())) {
            Exclusive.together(own, () -> add(sql, before, other, full.get(0)));
        }
        return full.subList(0, Math.min(1, full.size()));
    }

    /** What could not be restored leaves no trace; rows are where they were. */
    private static void undo(PartitionSql sql, PartitionedTable before, List<Run> made, Exception reason) {
        try {
            for (Run run : made) {
                List<String> names =
                        missing(before, run).stream().map(Part::name).toList();
                if (run.before().isPresent()) {
                    List<String> all = new ArrayList<>(names);
                    all.add(run.before().get());
                    sql.reorganize(all, List.of(before.part(run.before().get()).orElseThrow()));
                } else if (!hasRows(sql, names)) {
                    sql.drop(names);
                }
            }
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private static boolean hasRows(PartitionSql sql, List<String> partitions) throws SQLException {
        for (String name : partitions) {
            if (sql.hasRows(name)) {
                return true;
            }
        }
        return false;
    }

    /** Partitions that a process has defined before it was killed, and whose rows are still held. */
    @Override
    public MigrationFailure remedied(Connection own, MigrationFailure failure) throws SQLException {
        Optional<PartitionedTable> now = SchemaReader.read(own, target.table()).flatMap(PartitionedTable::of);
        PartitionSql sql = new PartitionSql(own, target.table());
        List<String> without = new ArrayList<>();
        for (Keepsake.Held held : kept.held()) {
            TableName table = target.table().sibling(held.table());
            boolean defined = now.flatMap(found -> found.part(held.partition())).isPresent();
            if (defined && SchemaReader.exists(own, table) && sql.hasRows(table)) {
                without.add("those of " + TableName.quote(held.partition()) + " in " + table);
            }
        }
        return without.isEmpty()
                ? failure
                : new MigrationFailure(
                        failure.getMessage() + "; partitions are there whose rows are still held, "
                                + String.join(", ", without) + ": RETRY when the reason is gone, or ALTER TABLE ..."
                                + " EXCHANGE PARTITION ... WITH TABLE",
                        failure);
    }
}
