package dev.palinode.engine.migration.plan;

import dev.palinode.engine.model.Migration;

/** An ALTER by gh-ost or pt-online-schema-change. */
record ToolCourse(Migration migration) implements Course {
    @Override
    public String word() {
        return migration.strategy();
    }

    @Override
    public String summary() {
        return "the program copies the table into a new one and swaps them when Palinode lets it";
    }

    @Override
    public boolean isImmediate() {
        return false;
    }

    @Override
    public void describe(PlanSheet sheet) {
        sheet.add(Aspect.STATEMENT, "", migration.statement());
        sheet.add(Aspect.LOCK, "cut-over", "what the program takes");
        sheet.add(
                Aspect.REVERTIBLE,
                "no",
                "nothing keeps the old table in step; under the strategy 'vitess' it could be reverted");
    }
}
