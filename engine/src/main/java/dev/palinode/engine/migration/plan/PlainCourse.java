package dev.palinode.engine.migration.plan;

import dev.palinode.engine.migration.runner.direct.ServerLocks;

/**
 * No migration: the statement goes to the server as it is.
 *
 * @param why it does
 * @param locks what the server would lock, and what it says against it
 */
record PlainCourse(String why, ServerLocks locks) implements Course {
    @Override
    public String word() {
        return "direct";
    }

    @Override
    public String summary() {
        return "no migration: " + why + "; the statement runs on the server at once, as it is";
    }

    @Override
    public boolean isImmediate() {
        return true;
    }

    @Override
    public void describe(PlanSheet sheet) {
        locks.objection().ifPresent(sheet::objection);
        sheet.add(Aspect.LOCK, "run", locks.words());
        sheet.add(Aspect.REVERTIBLE, "no", "nothing is kept of what the server itself changes");
    }
}
