package dev.palinode.engine.model;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The states of a migration and the only moves between them. Names are those of Vitess. */
public enum MigrationStatus {
    QUEUED,
    READY,
    RUNNING,
    COMPLETE,
    FAILED,
    CANCELLED;

    /** The states that this one may turn into. */
    public Set<MigrationStatus> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(READY, FAILED, CANCELLED);
            case READY -> EnumSet.of(RUNNING, COMPLETE, FAILED, CANCELLED);
            case RUNNING -> EnumSet.of(COMPLETE, FAILED, CANCELLED);
            case FAILED, CANCELLED -> EnumSet.of(QUEUED);
            case COMPLETE -> EnumSet.noneOf(MigrationStatus.class);
        };
    }

    /** Whether the move to the other state is legal. */
    public boolean mayBecome(MigrationStatus other) {
        return next().contains(other);
    }

    /** Whether the migration has ended (it may still be retried). */
    public boolean isTerminal() {
        return this == COMPLETE || this == FAILED || this == CANCELLED;
    }

    /** The spelling in {@code _vt.schema_migrations.migration_status}. */
    public String sql() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state with that spelling. */
    public static MigrationStatus of(String sql) {
        return valueOf(sql.toUpperCase(Locale.ROOT));
    }
}
