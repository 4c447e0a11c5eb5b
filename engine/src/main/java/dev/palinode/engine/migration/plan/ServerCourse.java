package dev.palinode.engine.migration.plan;

import dev.palinode.engine.model.DirectPlan;
import dev.palinode.engine.model.Migration;
import java.util.Optional;

/**
 * An ALTER by the server itself, as a migration.
 *
 * @param locks what the server would lock while it runs
 */
record ServerCourse(Migration migration, DirectPlan plan, String locks) implements Course {
    @Override
    public String word() {
        return isImmediate() ? "instant" : "server";
    }

    @Override
    public String summary() {
        return isImmediate()
                ? "the server does it at once, without a copy"
                : "the server's own ALTER TABLE, for as long as it takes";
    }

    @Override
    public boolean isImmediate() {
        return plan.operation().isImmediate();
    }

    @Override
    public void describe(PlanSheet sheet) {
        sheet.add(Aspect.STATEMENT, "", plan.statement());
        long threshold = migration.cutOverThreshold().toSeconds();
        sheet.add(
                Aspect.LOCK,
                "start",
                "exclusive metadata lock; an attempt waits for it for at most "
                        + (isImmediate() ? Math.max(1, threshold / 3) : threshold) + "s");
        sheet.add(Aspect.LOCK, "run", locks);
        if (!isImmediate()) {
            sheet.add(Aspect.DISK, "unknown", "what the server needs depends on its algorithm");
        }
        Optional<String> refusal = plan.irrevertible();
        sheet.add(
                Aspect.REVERTIBLE, refusal.isPresent() ? "no" : "yes", refusal.orElse("at once, by " + plan.inverse()));
    }
}
