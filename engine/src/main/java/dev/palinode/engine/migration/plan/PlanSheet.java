package dev.palinode.engine.migration.plan;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.migration.plan.MigrationPlan.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan while it is being written. Used by one thread. */
final class PlanSheet {
    private final List<Line> lines = new ArrayList<>();

    /** Adds a line, unless it says what another one says. */
    void add(Aspect aspect, String item, String value) {
        Line line = new Line(aspect, item, value);
        if (!lines.contains(line)) {
            lines.add(line);
        }
    }

    /** A refusal of the submission, with the error that it gets. */
    void refuse(EngineFault fault) {
        String code = "error " + fault.kind().errno() + " (" + fault.kind().sqlState() + ")";
        add(Aspect.REFUSAL, code, String.valueOf(fault.getMessage()));
    }

    /** A refusal of the run, with the message of the migration that fails. */
    void refuse(String message) {
        add(Aspect.REFUSAL, "failed", message);
    }

    /** What the server itself would say to a statement that it gets as it is. */
    void objection(String message) {
        add(Aspect.REFUSAL, "server", message);
    }

    MigrationPlan plan(Optional<String> table) {
        return new MigrationPlan(table, lines);
    }
}
