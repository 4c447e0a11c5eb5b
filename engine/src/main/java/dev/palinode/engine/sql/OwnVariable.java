package dev.palinode.engine.sql;

import java.util.Optional;

/** The session variables that the proxy keeps itself. */
public enum OwnVariable {
    DDL_STRATEGY("ddl_strategy"),
    MIGRATION_CONTEXT("migration_context"),
    SESSION_UUID("session_uuid");

    private final String sql;

    OwnVariable(String sql) {
        this.sql = sql;
    }

    /** The name without the signs in front. */
    public String sql() {
        return sql;
    }

    /** The variable of a name, in any case of letters. */
    public static Optional<OwnVariable> named(String name) {
        for (OwnVariable variable : values()) {
            if (variable.sql.equalsIgnoreCase(name)) {
                return Optional.of(variable);
            }
        }
        return Optional.empty();
    }
}
