package dev.palinode.engine.sql;

import java.util.List;

/** The verbs of ALTER VITESS_MIGRATION: those of Vitess, and VERIFY. */
public enum MigrationVerb {
    CANCEL(true),
    RETRY(false),
    CLEANUP(true),
    LAUNCH(true),
    COMPLETE(true),
    POSTPONE_COMPLETE(true),
    THROTTLE(true),
    UNTHROTTLE(true),
    FORCE_CUTOVER(true),
    VERIFY(true),
    CUTOVER_THRESHOLD(false);

    private final boolean hasAll;

    MigrationVerb(boolean hasAll) {
        this.hasAll = hasAll;
    }

    /** The spelling in a statement. */
    public String sql() {
        return this == POSTPONE_COMPLETE ? "POSTPONE COMPLETE" : name();
    }

    /** Whether the verb has a form for all migrations. */
    public boolean hasAll() {
        return hasAll;
    }

    /** The words of the SQL form. */
    public List<String> words() {
        return List.of(sql().split(" ", -1));
    }
}
