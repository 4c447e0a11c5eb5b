package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.sql.Token.Kind;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.engine.sql.classify.StatementClassifier;
import dev.palinode.proxy.intercept.SessionState.TextStatement;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.form.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * PREPARE, EXECUTE and DEALLOCATE PREPARE as text. DDL is prepared at the server and remembered here, because at each
 * EXECUTE the session's strategy decides whose it is; what is ours under every strategy never reaches the server.
 */
final class TextStatements {
    /** Statements of one session that are remembered. */
    private static final int LIMIT = 1000;

    private final BiFunction<SessionState, String, Route> router;
    private final Predicate<SqlStatement> ours;

    /**
     * For a router.
     *
     * @param router routes the text of a statement
     * @param ours whether a statement is ours under every strategy
     */
    TextStatements(BiFunction<SessionState, String, Route> router, Predicate<SqlStatement> ours) {
        this.router = router;
        this.ours = ours;
    }

    /** What to do with a statement that is one of the three; empty if it is none. */
    Optional<Route> route(SessionState state, String text) {
        TokenCursor cursor = new TokenCursor(text);
        if (cursor.accept("PREPARE")) {
            return cursor.name().flatMap(name -> prepare(state, name, cursor));
        }
        if (cursor.accept("EXECUTE")) {
            return cursor.name().flatMap(name -> execute(state, name, cursor));
        }
        if (cursor.accept("DEALLOCATE", "PREPARE") || cursor.accept("DROP", "PREPARE")) {
            return cursor.name().filter(name -> cursor.atEnd()).map(name -> deallocate(state, name));
        }
        return Optional.empty();
    }

    private Optional<Route> prepare(SessionState state, String name, TokenCursor cursor) {
        if (!cursor.accept("FROM")) {
            return Optional.empty();
        }
        Optional<String> literal = cursor.string();
        if (literal.isPresent()) {
            return Optional.of(cursor.atEnd() ? prepared(state, name, literal.get()) : unseen(state, name));
        }
        if (!cursor.atKind(Kind.USER_VARIABLE) || !cursor.isLast()) {
            return Optional.of(unseen(state, name));
        }
        return Optional.of(new Route.Ask(
                question(cursor.current()),
                reply -> prepared(state, name, first(reply).orElse(""))));
    }

    /** What only the server can compute, as MariaDB does. */
    private static Route unseen(SessionState state, String name) {
        return new Route.Forward(() -> state.forget(name));
    }

    /** Asks for the text in a variable, in hexadecimal: the session's results may be in any character set. */
    static String question(String variable) {
        return "SELECT HEX(CONVERT(" + variable + " USING utf8mb4))";
    }

    /** The text that was asked for; empty if there is none. */
    static Optional<String> first(Reply reply) {
        return reply instanceof Reply.Rows result && !result.rows().rows().isEmpty()
                ? result.rows()
                        .rows()
                        .get(0)
                        .get(0)
                        .map(HexFormat.of()::parseHex)
                        .map(text -> new String(text, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private Route prepared(SessionState state, String name, String sql) {
        // Whatever becomes of the new one, the old one of that name is no more.
        state.forget(name);
        Route.Forward forward = new Route.Forward();
        if (StatementSplitter.split(sql).size() != 1) {
            return forward;
        }
        SqlStatement read = StatementClassifier.classify(sql);
        boolean ddl = read instanceof SqlStatement.Ddl written && SubmitDdl.concerns(written);
        boolean own = !ddl && ours.test(read);
        boolean atServer = ddl || (!own && NestedStatements.isWithSettings(sql));
        if (!own && !atServer) {
            return forward;
        }
        if (state.textStatementCount() >= LIMIT && state.textStatement(name).isEmpty()) {
            return new Route.Answer(
                    new Reply.Err(1461, "42000", "Can't create more prepared statements in this session"));
        }
        Runnable remember = () -> state.remember(name, new TextStatement(sql, atServer));
        if (own) {
            remember.run();
            return Answers.ok();
        }
        return new Route.Forward(remember);
    }

    private Optional<Route> execute(SessionState state, String name, TokenCursor cursor) {
        Optional<TextStatement> found = state.textStatement(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        TextStatement statement = found.get();
        List<String> using = new ArrayList<>();
        if (cursor.accept("USING")) {
            do {
                if (!cursor.atKind(Kind.USER_VARIABLE)) {
                    return Optional.empty();
                }
                using.add(cursor.take().of(cursor.text()));
            } while (cursor.acceptSign(','));
        }
        if (!cursor.atEnd()) {
            return Optional.empty();
        }
        if (using.size() != Parameters.count(statement.sql())) {
            return statement.atServer()
                    ? Optional.empty()
                    : Optional.of(Answers.refuse(EngineFault.Kind.WRONG_ARGUMENT, "Incorrect arguments to EXECUTE"));
        }
        if (using.isEmpty()) {
            Route route = router.apply(state, statement.sql());
            // What the server has, it executes itself when it is not ours just now.
            return route instanceof Route.Forward ? Optional.empty() : Optional.of(route);
        }
        return Optional.of(
                new Route.Ask("SELECT " + String.join(", ", using), reply -> executed(state, statement, reply)));
    }

    private Route executed(SessionState state, TextStatement statement, Reply reply) {
        if (!(reply instanceof Reply.Rows result) || result.rows().rows().size() != 1) {
            return new Route.Answer(reply);
        }
        List<Parameters.Value> values = result.rows().rows().get(0).stream()
                .map(value -> new Parameters.Value(value, true))
                .toList();
        return router.apply(state, Parameters.bind(statement.sql(), values));
    }

    private static Route deallocate(SessionState state, String name) {
        Optional<TextStatement> found = state.textStatement(name);
        if (found.isPresent() && !found.get().atServer()) {
            state.forget(name);
            return Answers.ok();
        }
        return new Route.Forward(() -> state.forget(name));
    }
}
