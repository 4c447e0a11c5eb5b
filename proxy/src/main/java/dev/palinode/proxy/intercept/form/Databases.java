package dev.palinode.proxy.intercept.form;

import dev.palinode.engine.sql.SqlStatement;
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
}
