package dev.palinode.engine.migration.plan;

import dev.palinode.engine.model.Migration;
import dev.palinode.engine.stream.plan.RowPlan;
import java.util.Optional;

/** A way in which a statement would be carried out. */
sealed interface Course
        permits CopyCourse, ServerCourse, RotationCourse, Course.ToolCourse, ImmediateCourse, NoCourse, PlainCourse {
    /** The word for it: {@code copy}, {@code instant}, {@code server}, {@code partition}, {@code gh-ost},
     * {@code pt-osc}, {@code immediate}, {@code no-op}, {@code direct}. */
    String word();

    /** The same in a sentence. */
    String summary();

    /** Whether it is over in one step. */
    boolean isImmediate();

    /** Writes down what there is to say about it, beside the table itself. */
    void describe(PlanSheet sheet);

    /**
     * An ALTER by gh-ost or pt-online-schema-change.
     *
     * @param rows what becomes of the columns; empty where that could not be found out
     */
    record ToolCourse(Migration migration, Optional<RowPlan> rows) implements Course {
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
            sheet.add(Aspect.KEY, "iteration", "the program chooses it");
            rows.ifPresent(plan -> ColumnLines.write(sheet, plan));
            rows.ifPresent(plan -> ColumnLines.dropped(plan)
                    .forEach(column -> sheet.add(
                            Aspect.LOSS,
                            column.name(),
                            "its values are gone, or in the old table that the program leaves")));
            sheet.add(Aspect.LOCK, "cut-over", "what the program takes");
            sheet.add(
                    Aspect.REVERTIBLE,
                    "no",
                    "nothing keeps the old table in step; under the strategy 'vitess' it could be reverted");
        }
    }
}
