package dev.palinode.engine.migration.runner;

/** A migration that cannot succeed; the message goes to the row and to the user. */
public final class MigrationFailure extends Exception {
    private static final long serialVersionUID = 1L;

    public MigrationFailure(String message) {
        super(message);
    }

    public MigrationFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
