package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sql.alter.Rotation;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * A table, and the partitions that a plan adds to it or takes from it.
 *
 * @param table the table
 * @param removes whether they are taken from it
 * @param names those partitions
 * @param rest digest of the table's definition without these partitions; empty if it does not matter
 */
record Target(TableName table, boolean removes, List<String> names, String rest) {
    Target {
        names = List.copyOf(names);
    }

    static Target of(TableName table, DirectPlan plan) {
        boolean removes = plan.operation().removesPartitions();
        return new Target(table, removes, names(plan), removes ? plan.after() : plan.before());
    }

    /** The names in what is stored: of one of both ways it is a DROP PARTITION. */
    private static List<String> names(DirectPlan plan) {
        return switch (plan.operation()) {
            case PARTITION_DROP -> Keepsake.parse(plan.inverse()).names();
            case PARTITION_REMOVE -> dropped(plan.statement());
            case PARTITION_ADD, PARTITION_RESTORE -> dropped(plan.inverse());
            case INSTANT, NATIVE -> List.of();
        };
    }

    private static List<String> dropped(String alter) {
        return Rotation.read(alter).map(Rotation::dropped).orElse(List.of());
    }

    /**
     * The table as it is now.
     *
     * @throws MigrationFailure if anything but these partitions has changed
     */
    PartitionedTable read(Connection connection) throws MigrationFailure, SQLException {
        PartitionedTable found = find(connection)
                .orElseThrow(() -> new MigrationFailure(
                        "table " + table + " does not exist any more, or is not" + " partitioned any more"));
        if (!rest.isEmpty() && !found.digestWithout(names).equals(rest)) {
            throw new MigrationFailure("somebody changed the definition of " + table + " since");
        }
        return found;
    }

    private Optional<PartitionedTable> find(Connection connection) throws SQLException {
        return SchemaReader.read(connection, table).flatMap(PartitionedTable::of);
    }

    /** Whether the definition is what the plan leads to. */
    boolean isReached(PartitionedTable now) {
        int present = now.present(names).size();
        return removes ? present == 0 : present == names.size();
    }

    /** The same, and nothing else has changed. */
    boolean isReached(Connection connection) throws SQLException {
        return find(connection)
                .filter(now -> isReached(now) && now.digestWithout(names).equals(rest))
                .isPresent();
    }
}
