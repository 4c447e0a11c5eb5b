package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.migration.runner.MigrationFailure;
import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Takes back partitions that were added, if nothing has been written to them. */
final class RemoveStep implements Step {
    private final Target target;

    RemoveStep(Migration migration, DirectPlan plan) {
        this.target = Target.of(migration.table(), plan);
    }

    @Override
    public boolean isDone(Connection own) throws MigrationFailure, SQLException {
        return target.isReached(target.read(own));
    }

    @Override
    public void prepare(Connection own) throws MigrationFailure, SQLException {
        refuseRows(own);
    }

    @Override
    public void change(Connection own, Duration lockWait) throws MigrationFailure, SQLException {
        Exclusive.run(own, List.of(target.table()), lockWait, () -> {
            refuseRows(own);
            new PartitionSql(own, target.table()).drop(target.read(own).present(target.names()));
        });
    }

    private void refuseRows(Connection own) throws MigrationFailure, SQLException {
        PartitionSql sql = new PartitionSql(own, target.table());
        for (String name : target.read(own).present(target.names())) {
            if (sql.hasRows(name)) {
                throw new MigrationFailure("partition " + name + ", which it added, holds rows that were written since,"
                        + " and no other partition takes them; to drop them, say ALTER TABLE … DROP PARTITION");
            }
        }
    }
}
