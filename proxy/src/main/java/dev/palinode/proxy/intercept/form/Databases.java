package dev.palinode.proxy.intercept.form;

import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import dev.palinode.engine.sql.classify.StatementClassifier;
import java.util.Optional;

/** The database that a statement chooses for the session. */
public final class Databases {
    private Databases() {}

    /** The name in a USE, whatever comments are in it; empty if it is none. */
    public static Optional<String> chosen(String sql) {
        return StatementClassifier.classify(sql) instanceof SqlStatement.Use use
                ? Optional.of(use.database())
                : Optional.empty();
    }

    /**
     * What the first statement names, if it is a USE, with all that is written behind the name, such as {@code @replica}; a
     * name in quotes is taken out of them. Empty if it is none, or something else follows.
     */
    public static Optional<String> written(String sql) {
        TokenCursor cursor = new TokenCursor(sql);
        if (!cursor.accept("USE") || cursor.atEnd()) {
            return Optional.empty();
        }
        StringBuilder written = new StringBuilder(cursor.name().orElse(""));
        boolean more = true;
        while (more && !cursor.atEnd() && !cursor.atSign(';')) {
            Token token = cursor.take();
            more = token.kind() != Token.Kind.USER_VARIABLE;
            written.append(token.of(sql));
        }
        return Optional.of(written.toString()).filter(all -> cursor.atEnd() || cursor.atSign(';'));
    }
}
