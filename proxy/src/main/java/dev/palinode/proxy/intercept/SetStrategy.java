package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.model.DdlStrategy;
import dev.palinode.engine.sql.DdlStrategyParser;
import dev.palinode.engine.sql.OwnVariable.Value;
import dev.palinode.engine.sql.OwnVariable.ValueKind;
import dev.palinode.engine.sql.SqlStatement.Assignment;
import dev.palinode.engine.sql.SqlStatement.ReadVariables;
import dev.palinode.engine.sql.SqlStatement.SetVariables;
import dev.palinode.engine.sql.classify.StatementClassifier;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * SET of our variables. Ours are set only if all of ours are valid, and the server accepts what else the statement
 * assigns; its answer is then the client's.
 */
final class SetStrategy {
    /** Vitess's rule. */
    private static final Pattern CONTEXT = Pattern.compile("[A-Za-z0-9_:-]*");

    /** The width of {@code schema_migrations.migration_context}. */
    private static final int MAX_CONTEXT = 1024;

    private final DdlStrategy defaultStrategy;

    SetStrategy(DdlStrategy defaultStrategy) {
        this.defaultStrategy = defaultStrategy;
    }

    Route handle(SessionState state, SetVariables set) {
        boolean computed = set.assignments().stream()
                .anyMatch(
                        assignment -> assignment.session() && assignment.value().kind() == ValueKind.EXPRESSION);
        return computed ? askFor(state, set) : assign(state, set);
    }

    /** Values that only a server can compute are asked of it; then the statement is as if it had held them. */
    private Route askFor(SessionState state, SetVariables set) {
        List<Assignment> computed = set.assignments().stream()
                .filter(assignment -> assignment.value().kind() == ValueKind.EXPRESSION)
                .toList();
        String query = "SELECT "
                + computed.stream()
                        .map(assignment -> "(" + assignment.value().text() + ")")
                        .collect(Collectors.joining(", "));
        if (!(StatementClassifier.classify(query) instanceof ReadVariables read)) {
            return new Route.Ask(query, reply -> assignComputed(state, set, reply));
        }
        Optional<Route> refusal = SessionVariables.refusal(read);
        return refusal.orElseGet(() -> new Route.Ask(
                read.rewrite(variable -> SessionVariables.value(state, variable)),
                reply -> assignComputed(state, set, reply)));
    }

    private Route assignComputed(SessionState state, SetVariables set, Reply reply) {
        if (!(reply instanceof Reply.Rows result) || result.rows().rows().size() != 1) {
            return new Route.Answer(reply);
        }
        Iterator<Optional<String>> values = result.rows().rows().get(0).iterator();
        List<Assignment> assignments = new ArrayList<>();
        for (Assignment assignment : set.assignments()) {
            boolean computed = assignment.value().kind() == ValueKind.EXPRESSION;
            Optional<String> value =
                    computed ? values.next() : Optional.of(assignment.value().text());
            if (value.isEmpty()) {
                return Answers.refuse(
                        EngineFault.Kind.WRONG_VALUE_FOR_VARIABLE,
                        "Variable '" + assignment.variable().sql() + "' can't be set to the value of 'NULL'");
            }
            Value literal = computed ? new Value(ValueKind.LITERAL, value.get()) : assignment.value();
            assignments.add(new Assignment(assignment.variable(), assignment.session(), literal, assignment.span()));
        }
        try {
            return assign(state, new SetVariables(set.text(), assignments, set.remainder()));
        } catch (EngineFault fault) {
            return new Route.Answer(Reply.Err.of(fault));
        }
    }

    private Route assign(SessionState state, SetVariables set) {
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
        Runnable change = () -> changes.forEach(Runnable::run);
        if (set.remainder().isEmpty()) {
            change.run();
            return Answers.ok();
        }
        String rest = set.remainder().get().rewrite(variable -> SessionVariables.value(state, variable));
        return new Route.ForwardInstead(rest, change);
    }

    private DdlStrategy strategy(Assignment assignment) {
        return assignment.value().kind() == ValueKind.DEFAULT
                ? defaultStrategy
                : DdlStrategyParser.parse(assignment.value().text());
    }

    private static String context(Assignment assignment) {
        if (assignment.value().kind() == ValueKind.DEFAULT) {
            return "";
        }
        String context = assignment.value().text();
        if (context.length() > MAX_CONTEXT || !CONTEXT.matcher(context).matches()) {
            throw new EngineFault(
                    EngineFault.Kind.WRONG_VALUE_FOR_VARIABLE,
                    "invalid migration_context: " + Answers.excerpt(context)
                            + " (letters, digits, '_', '-' and ':' are allowed)");
        }
        return context;
    }
}
