package dev.palinode.proxy.intercept;

import dev.palinode.engine.sql.OwnVariable;
import dev.palinode.engine.sql.SqlStatement.ReadVariables;
import java.util.Optional;

/** Statements that read our variables: the server gets the values in their place. */
final class SessionVariables {
    Route handle(SessionState state, ReadVariables read) {
        return refusal(read)
                .orElseGet(() -> new Route.ForwardInstead(read.rewrite(variable -> value(state, variable))));
    }

    /** The error when a value other than the session's is asked for. */
    static Optional<Route> refusal(ReadVariables read) {
        return read.uses().stream()
                .filter(use -> !use.session())
                .findFirst()
                .map(use -> new Route.Answer(new Reply.Err(
                        1238, "HY000", "Variable '" + use.variable().sql() + "' is a SESSION variable")));
    }

    private static String value(SessionState state, OwnVariable variable) {
        return switch (variable) {
            case DDL_STRATEGY -> state.strategy().text();
            case MIGRATION_CONTEXT -> state.migrationContext();
            case SESSION_UUID -> state.sessionUuid();
        };
    }
}
