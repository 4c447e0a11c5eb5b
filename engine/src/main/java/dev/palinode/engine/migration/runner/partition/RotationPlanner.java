package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.migration.runner.direct.Trial;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.DirectPlan.Operation;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sql.alter.Rotation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out what an ALTER would add or drop, by running it on an empty clone of the table. */
public final class RotationPlanner {
    /** What a column of the type TEXT takes, in characters of any kind. */
    private static final int MAX_TEXT = 65_535 / 4;

    private static final String NOTHING = "it changed nothing that could be taken back";

    private final Db db;
    private final InstantSource clock;

    public RotationPlanner(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** How the partitions are added or dropped; empty if that is not what the statement does. */
    public Optional<DirectPlan> plan(Migration migration) throws MigrationFailure, SQLException {
        Optional<Rotation> rotation = Rotation.read(migration.statement());
        if (rotation.isEmpty()) {
            return Optional.empty();
        }
        try (Connection connection = connect(migration)) {
            Optional<PartitionedTable> source =
                    SchemaReader.read(connection, migration.table()).flatMap(PartitionedTable::of);
            if (source.isEmpty()) {
                return Optional.empty();
            }
            if (!rotation.get().adds()) {
                refuse(source.get());
            } else if (source.get().hasDefault()) {
                return Optional.empty();
            }
            PartitionedTable after = tried(connection, migration, source.get());
            if (rotation.get().adds()) {
                return add(migration, source.get(), after);
            }
            DirectPlan drop = drop(migration.table(), source.get(), after);
            if (rotation.get().dropped().size() > 1 && !db.dialect().exchangesUnread(connection)) {
                throw new MigrationFailure("the rows of several partitions cannot be held at once by this server: drop"
                        + " one partition at a time");
            }
            return Optional.of(drop);
        }
    }

    private static void refuse(PartitionedTable table) throws MigrationFailure {
        String what = "";
        if (table.isDivided()) {
            what = "it has subpartitions, which change places one by one only";
        } else if (table.hasDefault()) {
            what = "a DEFAULT partition would take over what they took";
        } else if (!table.table().engine().equalsIgnoreCase("InnoDB")) {
            what = "it uses the storage engine " + table.table().engine();
        }
        if (!what.isEmpty()) {
            throw new MigrationFailure("the rows of partitions of "
                    + table.table().name() + " cannot be held: " + what + "; use ddl_strategy='direct'");
        }
    }

    private PartitionedTable tried(Connection connection, Migration migration, PartitionedTable source)
            throws MigrationFailure, SQLException {
        try (Trial trial = Trial.open(connection, migration, source.table(), clock.instant())) {
            Optional<String> objection = trial.objection(migration.statement());
            if (objection.isPresent()) {
                throw new MigrationFailure(objection.get());
            }
            return PartitionedTable.of(trial.describe())
                    .orElseThrow(() -> new MigrationFailure("the statement leaves no partitions"));
        }
    }

    private static Optional<DirectPlan> add(Migration migration, PartitionedTable source, PartitionedTable after) {
        List<String> added = after.names().stream()
                .filter(name -> source.part(name).isEmpty())
                .toList();
        if (!after.digestWithout(added).equals(source.digest())) {
            return Optional.empty();
        }
        String back = added.isEmpty() ? "" : PartitionSql.dropping(migration.table(), added);
        return Optional.of(plan(Operation.PARTITION_ADD, migration.statement(), source.digest(), after.digest(), back));
    }

    private static DirectPlan drop(TableName name, PartitionedTable source, PartitionedTable after)
            throws MigrationFailure {
        List<String> dropped =
                source.names().stream().filter(one -> after.part(one).isEmpty()).toList();
        if (!source.digestWithout(dropped).equals(after.digest())) {
            throw new MigrationFailure("a clone of " + name + " shows that more than partitions would change;"
                    + " use ddl_strategy='direct'");
        }
        return drop(name, source, dropped);
    }

    private static DirectPlan drop(TableName name, PartitionedTable source, List<String> dropped)
            throws MigrationFailure {
        String kept = Keepsake.of(source, dropped).text();
        // Of each, the name of a table comes to it, and perhaps that of another.
        if (kept.length() + dropped.size() * 300 > MAX_TEXT) {
            throw new MigrationFailure("these are too many partitions for one migration: drop fewer at a time");
        }
        return plan(
                Operation.PARTITION_DROP,
                PartitionSql.dropping(name, dropped),
                source.digest(),
                source.digestWithout(dropped),
                kept);
    }

    private static DirectPlan plan(Operation operation, String statement, String before, String after, String back) {
        return new DirectPlan(operation, statement, before, after, back, back.isEmpty() ? NOTHING : "");
    }

    /**
     * The way back from what a plan has done.
     *
     * @throws MigrationFailure if there is none any more
     */
    DirectPlan planRevert(Migration revert, DirectPlan done) throws MigrationFailure, SQLException {
        MigrationId original = revert.revertedId().orElseThrow();
        String cannot = "can not revert migration " + original + ": ";
        if (done.irrevertible().isPresent()) {
            throw new MigrationFailure(cannot + done.irrevertible().get());
        }
        try (Connection connection = connect(revert)) {
            Target target = Target.of(revert.table(), done);
            PartitionedTable now = target.read(connection);
            if (!target.isReached(now) && done.operation() != Operation.PARTITION_DROP) {
                throw new MigrationFailure("somebody changed the definition of " + revert.table() + " since");
            }
            return back(connection, now, target, done);
        } catch (MigrationFailure e) {
            throw new MigrationFailure(cannot + e.getMessage(), e);
        }
    }

    private static DirectPlan back(Connection connection, PartitionedTable now, Target target, DirectPlan done)
            throws MigrationFailure, SQLException {
        TableName table = target.table();
        List<PartitionedTable.Part> parts = now.parts().stream()
                .filter(part -> target.names().stream().anyMatch(part.name()::equalsIgnoreCase))
                .toList();
        return switch (done.operation()) {
            case PARTITION_ADD ->
                plan(
                        Operation.PARTITION_REMOVE,
                        done.inverse(),
                        now.digest(),
                        now.digestWithout(target.names()),
                        PartitionSql.adding(table, parts));
            case PARTITION_REMOVE ->
                plan(Operation.PARTITION_ADD, done.inverse(), now.digest(), done.before(), done.statement());
            case PARTITION_DROP -> restore(connection, table, done);
            case PARTITION_RESTORE -> drop(table, now, now.present(target.names()));
            case INSTANT, NATIVE ->
                throw new IllegalArgumentException(done.operation().sql());
        };
    }

    private static DirectPlan restore(Connection connection, TableName table, DirectPlan done)
            throws MigrationFailure, SQLException {
        Keepsake kept = Keepsake.parse(done.inverse());
        refuseMissing(connection, table, kept);
        String shown = kept.runs().stream()
                .map(run -> PartitionSql.adding(table, run.parts()))
                .collect(Collectors.joining("; "));
        String before = done.after();
        String after = done.before();
        String back = done.statement();
        return plan(Operation.PARTITION_RESTORE, shown, before, after, back);
    }

    private static void refuseMissing(Connection connection, TableName table, Keepsake kept)
            throws MigrationFailure, SQLException {
        for (Keepsake.Held held : kept.held()) {
            if (!SchemaReader.exists(connection, table.sibling(held.table()))) {
                throw new MigrationFailure("the rows of partition " + held.partition() + " are no longer held: table "
                        + held.table() + " is gone");
            }
        }
    }

    private Connection connect(Migration migration) throws SQLException {
        return db.dedicated(connection -> {
            connection.setCatalog(migration.table().schema());
            Sql.update(connection, "SET SESSION lock_wait_timeout = 1");
        });
    }
}
