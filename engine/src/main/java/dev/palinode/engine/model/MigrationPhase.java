package dev.palinode.engine.model;

/** What a running migration that copies rows, or takes such a one back, is busy with: the column {@code phase}. */
public enum MigrationPhase {
    /** Rows go to the new table. */
    COPY("copy"),
    /** Changes of the old table that the new one does not have yet are applied. */
    CATCH_UP("catch-up"),
    /** The rows of both tables are compared. */
    VERIFY("verify"),
    /** All is done but the swap; the column {@code stage} says what that waits for. */
    WAITING("waiting");

    private final String sql;

    MigrationPhase(String sql) {
        this.sql = sql;
    }

    /** The spelling in the row. */
    public String sql() {
        return sql;
    }
}
