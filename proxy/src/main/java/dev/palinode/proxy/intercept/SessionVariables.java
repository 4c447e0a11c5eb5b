package dev.palinode.proxy.intercept;

import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.sql.OwnVariable;
import dev.palinode.engine.sql.SqlStatement.ReadVariables;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Statements that read our variables: the server gets the values in their place. */
final class SessionVariables {
    /** Those of SHOW VARIABLES. */
    private static final List<RowSet.Column> COLUMNS =
            List.of(new RowSet.Column("Variable_name", RowSet.Type.TEXT), new RowSet.Column("Value", RowSet.Type.TEXT));

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

    static String value(SessionState state, OwnVariable variable) {
        return switch (variable) {
            case DDL_STRATEGY -> state.strategy().text();
            case MIGRATION_CONTEXT -> state.migrationContext();
            case SESSION_UUID -> state.sessionUuid();
        };
    }

    /** SHOW VARIABLES with a pattern, or a name in its WHERE, that is one of ours: ours are added to the server's. */
    Optional<Route> show(SessionState state, String text) {
        TokenCursor cursor = new TokenCursor(text);
        if (!cursor.accept("SHOW")) {
            return Optional.empty();
        }
        if (cursor.at("SESSION", "VARIABLES") || cursor.at("LOCAL", "VARIABLES")) {
            cursor.take();
        }
        if (!cursor.accept("VARIABLES")) {
            return Optional.empty();
        }
        List<List<Optional<String>>> own = new ArrayList<>();
        Predicate<String> filter = filter(cursor);
        for (OwnVariable variable : OwnVariable.values()) {
            if (filter.test(variable.sql())) {
                own.add(List.of(Optional.of(variable.sql()), Optional.of(value(state, variable))));
            }
        }
        return own.isEmpty() ? Optional.empty() : Optional.of(new Route.Ask(text, reply -> with(reply, own), COLUMNS));
    }

    /** Which names are meant; a pattern that takes everything is the server's alone. */
    private static Predicate<String> filter(TokenCursor cursor) {
        if (cursor.accept("LIKE")) {
            Optional<String> pattern = cursor.string().filter(like -> cursor.atEnd() && !like.matches("%*"));
            return pattern.map(SessionVariables::like).orElse(name -> false);
        }
        if (!cursor.accept("WHERE") || !cursor.accept("Variable_name")) {
            return name -> false;
        }
        if (cursor.acceptSign('=')) {
            Optional<String> one = cursor.string().filter(x -> cursor.atEnd());
            return name -> one.filter(name::equalsIgnoreCase).isPresent();
        }
        if (cursor.accept("LIKE")) {
            return cursor.string()
                    .filter(x -> cursor.atEnd())
                    .map(SessionVariables::like)
                    .orElse(name -> false);
        }
        List<String> listed = new ArrayList<>();
        if (cursor.accept("IN") && cursor.acceptSign('(')) {
            do {
                cursor.string().ifPresent(listed::add);
            } while (cursor.acceptSign(','));
        }
        boolean whole = cursor.acceptSign(')') && cursor.atEnd();
        return name -> whole && listed.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static Predicate<String> like(String pattern) {
        StringBuilder regex = new StringBuilder("(?is)");
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                i++;
                regex.append(Pattern.quote(pattern.substring(i, i + 1)));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString()).asMatchPredicate();
    }

    private static Route with(Reply reply, List<List<Optional<String>>> own) {
        if (!(reply instanceof Reply.Rows servers)) {
            return new Route.Answer(reply);
        }
        List<List<Optional<String>>> rows = new ArrayList<>(servers.rows().rows());
        rows.addAll(own);
        rows.sort(Comparator.comparing(row -> row.get(0).orElse("")));
        return new Route.Answer(new Reply.Rows(new RowSet(servers.rows().columns(), rows)));
    }
}
