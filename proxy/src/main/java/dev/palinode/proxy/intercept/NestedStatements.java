package dev.palinode.proxy.intercept;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.sql.Token.Kind;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.engine.sql.classify.StatementClassifier;
import dev.palinode.proxy.intercept.answer.Answers;
import dev.palinode.proxy.intercept.answer.Reply;
import dev.palinode.proxy.intercept.answer.Route;
import dev.palinode.proxy.intercept.footprint.Footprints;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/**
 * MariaDB's EXECUTE IMMEDIATE and SET STATEMENT … FOR, which hold another statement. While the session's strategy is a
 * managed one, DDL must not pass by it in them: the first is taken for what it holds, the second is refused, because its
 * settings could not be kept for a migration. Otherwise they are the server's business.
 */
final class NestedStatements {
    private static final String HINT = "; send the statement by itself, or use SET ddl_strategy = 'direct'";

    private final BiFunction<SessionState, String, Route> router;
    private final BiPredicate<SessionState, SqlStatement> ours;

    /**
     * For a router.
     *
     * @param router routes the text of a statement
     * @param ours whether a statement is one that the proxy answers in the session
     */
    NestedStatements(BiFunction<SessionState, String, Route> router, BiPredicate<SessionState, SqlStatement> ours) {
        this.router = router;
        this.ours = ours;
    }

    /** What to do with a statement that is one of the two; empty if it is none, or not our business. */
    Optional<Route> route(SessionState state, String text) {
        TokenCursor cursor = new TokenCursor(text);
        if (!state.strategy().isManaged()) {
            return Optional.empty();
        }
        if (acceptImmediate(cursor)) {
            return Optional.of(immediate(state, cursor));
        }
        boolean refused = isWithSettings(text) && holdsOurs(state, text);
        return refused
                ? Optional.of(refusal("SET STATEMENT … FOR a statement that Palinode answers"))
                : Optional.empty();
    }

    /** Whether a statement is a SET STATEMENT, whatever it holds. */
    static boolean isWithSettings(String text) {
        return new TokenCursor(text).at("SET", "STATEMENT");
    }

    /** Behind the two words; a statement of that name may be executed as well. */
    private static boolean acceptImmediate(TokenCursor cursor) {
        return cursor.accept("EXECUTE", "IMMEDIATE") && !cursor.atEnd() && !cursor.at("USING");
    }

    private Route immediate(SessionState state, TokenCursor cursor) {
        boolean variable = cursor.atKind(Kind.USER_VARIABLE);
        String asked = cursor.current();
        Optional<String> literal = cursor.string();
        if (literal.isEmpty() && variable) {
            cursor.take();
        }
        boolean using = cursor.at("USING");
        if ((literal.isEmpty() && !variable) || (!cursor.atEnd() && !using)) {
            return refusal("EXECUTE IMMEDIATE of an expression, which may be DDL,");
        }
        return literal.map(sql -> held(state, sql, using))
                .orElseGet(() -> new Route.Ask(
                        TextStatements.question(asked),
                        reply -> TextStatements.first(reply)
                                .map(sql -> held(state, sql, using))
                                .orElseGet(() -> unheld(reply))));
    }

    private static Route unheld(Reply reply) {
        return reply instanceof Reply.Err ? new Route.Answer(reply) : new Route.Forward();
    }

    private Route held(SessionState state, String sql, boolean using) {
        if (StatementSplitter.split(sql).size() != 1) {
            return new Route.Forward();
        }
        if (using) {
            return holdsOurs(state, sql)
                    ? refusal("EXECUTE IMMEDIATE … USING of a statement that Palinode answers")
                    : new Route.Forward();
        }
        return router.apply(state, sql);
    }

    /** Whether it is one of ours, or holds one, as far as can be told; nothing is changed. */
    private boolean holdsOurs(SessionState state, String sql) {
        TokenCursor cursor = new TokenCursor(sql);
        if (acceptImmediate(cursor)) {
            Optional<String> literal = cursor.string();
            return literal.isEmpty() || !cursor.atEnd() || holdsOurs(state, literal.get());
        }
        if (cursor.accept("SET", "STATEMENT")) {
            return Footprints.behindFor(cursor)
                    .filter(held -> holdsOurs(state, held))
                    .isPresent();
        }
        if (cursor.at("PREPARE")) {
            return true;
        }
        if (cursor.accept("EXECUTE")) {
            return cursor.name().flatMap(state::textStatement).isPresent();
        }
        return ours.test(state, StatementClassifier.classify(sql));
    }

    private static Route refusal(String what) {
        return Answers.refuse(
                EngineFault.Kind.NOT_SUPPORTED, what + " is not supported under an online DDL strategy" + HINT);
    }
}
