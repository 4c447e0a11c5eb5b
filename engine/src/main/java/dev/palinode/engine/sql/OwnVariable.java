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

    /**
     * What is assigned to one.
     *
     * @param text the unquoted literal, or the expression as written
     */
    public record Value(ValueKind kind, String text) {}

    /** How a value is given. */
    public enum ValueKind {
        LITERAL,
        DEFAULT,
        /** Something that only a server could evaluate. */
        EXPRESSION
    }
}
