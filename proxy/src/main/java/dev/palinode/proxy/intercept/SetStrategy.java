package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.SqlStatement.Assignment;
import dev.palinode.engine.sql.SqlStatement.SetVariables;
import dev.palinode.engine.sql.SqlStatement.ValueKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * SET of our variables. Ours are set only if all of ours are valid; what else the statement assigns then goes to the
 * server, whose answer the client gets.
 */
final class SetStrategy {
    /** Vitess's rule. */
    private static final Pattern CONTEXT = Pattern.compile("[A-Za-z0-9_:-]*");

    /** The width of {@code schema_migrations.migration_context}. */
    private static final int MAX_CONTEXT = 1024;

    private final DdlStrategy defaultStrategy;
    private final SessionVariables variables;

    SetStrategy(DdlStrategy defaultStrategy, SessionVariables variables) {
        this.defaultStrategy = defaultStrategy;
        this.variables = variables;
    }

    Route handle(SessionState state, SetVariables set) {
        List<Runnable> changes = new ArrayList<>();
        for (Assignment assignment : set.assignments()) {
            String name = assignment.variable().sql();
            if (!assignment.session()) {
                return new Route.Answer(new Reply.Err(
                        1228,
                        "HY000",
                        "Variable '" + name + "' is a SESSION variable and can't be used with SET GLOBAL"));
            }
            switch (assignment.variable()) {
                case DDL_STRATEGY -> {
                    DdlStrategy strategy = strategy(assignment);
                    changes.add(() -> state.setStrategy(strategy));
                }
                case MIGRATION_CONTEXT -> {
                    String context = context(assignment);
                    changes.add(() -> state.setMigrationContext(context));
                }
                case SESSION_UUID -> {
                    return new Route.Answer(
                            new Reply.Err(1238, "HY000", "Variable '" + name + "' is a read only variable"));
                }
            }
        }
        Optional<Route> refusal = set.remainder().flatMap(SessionVariables::refusal);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        // The remainder reads the old values, as the server would for a statement as a whole.
        Route route = set.remainder().map(rest -> variables.handle(state, rest)).orElseGet(Answers::ok);
        changes.forEach(Runnable::run);
        return route;
    }

    private DdlStrategy strategy(Assignment assignment) {
        return assignment.value().kind() == ValueKind.DEFAULT
                ? defaultStrategy
                : DdlStrategyParser.parse(literal(assignment));
    }

    private static String context(Assignment assignment) {
        if (assignment.value().kind() == ValueKind.DEFAULT) {
            return "";
        }
        String context = literal(assignment);
        if (context.length() > MAX_CONTEXT || !CONTEXT.matcher(context).matches()) {
            throw new EngineFault(
                    EngineFault.Kind.WRONG_VALUE_FOR_VARIABLE,
                    "invalid migration_context: " + Answers.excerpt(context)
                            + " (letters, digits, '_', '-' and ':' are allowed)");
        }
        return context;
    }

    private static String literal(Assignment assignment) {
        if (assignment.value().kind() == ValueKind.EXPRESSION) {
            throw new EngineFault(
                    EngineFault.Kind.WRONG_VALUE_FOR_VARIABLE,
                    "Variable '" + assignment.variable().sql() + "' can't be set to the value of '"
                            + assignment.value().text() + "': a string literal is expected");
        }
        return assignment.value().text();
    }
}
