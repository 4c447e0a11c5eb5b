package dev.palinode.engine.migration.plan;

import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import dev.palinode.engine.sql.alter.Rotation;
import java.util.List;

/**
 * Partitions by range or list that are added or dropped without a copy.
 *
 * @param retention how long what is dropped is held
 */
record RotationCourse(Migration migration, DirectPlan plan, String retention) implements Course {
    @Override
    public String word() {
        return "partition";
    }

    @Override
    public String summary() {
        return drops()
                ? "at once, without a copy: the rows of the partitions change places with tables that are held"
                : "the server does it at once, without a copy";
    }

    private boolean drops() {
        return plan.operation().removesPartitions();
    }

    @Override
    public boolean isImmediate() {
        return true;
    }

    @Override
    public void describe(PlanSheet sheet) {
        sheet.add(Aspect.STATEMENT, "", plan.statement());
        long threshold = migration.cutOverThreshold().toSeconds();
        sheet.add(
                Aspect.LOCK,
                "start",
                "exclusive metadata lock; an attempt waits for it for at most " + Math.max(1, threshold / 3) + "s");
        for (String name :
                Rotation.read(migration.statement()).map(Rotation::dropped).orElse(List.of())) {
            sheet.add(
                    Aspect.LOSS,
                    name,
                    "its rows cannot be read until a REVERT; they are held for " + retention
                            + ", then they are deleted");
        }
        if (plan.irrevertible().isPresent()) {
            sheet.add(Aspect.REVERTIBLE, "no", plan.irrevertible().get());
        } else {
            sheet.add(
                    Aspect.REVERTIBLE,
                    "yes",
                    drops()
                            ? "the partitions come back with their rows, while these are held"
                            : "while the new partitions have no rows");
        }
    }
}
