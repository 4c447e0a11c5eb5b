package dev.palinode.engine.migration.plan;

import dev.palinode.engine.model.DdlAction;
import dev.palinode.engine.model.Migration;

/**
 * A CREATE, a DROP, or a change of a view.
 *
 * @param migration as it would run
 * @param retention how long what is replaced or dropped is held
 */
record ImmediateCourse(Migration migration, String retention) implements Course {
    @Override
    public String word() {
        return "immediate";
    }

    @Override
    public String summary() {
        String noun = migration.noun();
        return switch (migration.action()) {
            case CREATE -> "the " + noun + " is created, in one step";
            case DROP -> "the " + noun + " is renamed to a held name, in one step";
            case ALTER, REVERT ->
                "the new " + noun + " is made, and one RENAME puts it into the place of the old one, which is held";
        };
    }

    @Override
    public boolean isImmediate() {
        return true;
    }

    @Override
    public void describe(PlanSheet sheet) {
        sheet.add(Aspect.STATEMENT, "", migration.statement());
        String seconds = migration.cutOverThreshold().toSeconds() + "s";
        boolean create = migration.action() == DdlAction.CREATE;
        sheet.add(
                Aspect.LOCK,
                "run",
                create
                        ? "the new name, for the moment of the statement"
                        : "exclusive metadata lock, for the moment of a RENAME; an attempt waits for it for at most "
                                + seconds);
        if (migration.action() == DdlAction.DROP) {
            String rows = migration.isView() ? "the view" : "the rows";
            sheet.add(
                    Aspect.LOSS,
                    "after retention",
                    rows + " can be had back for " + retention + "; then they are deleted");
        }
        sheet.add(
                Aspect.REVERTIBLE,
                "yes",
                create
                        ? "it is renamed away, and held in its turn"
                        : "what is held is renamed back, within " + retention);
    }
}
