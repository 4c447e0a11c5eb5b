package dev.palinode.engine.sql.classify;

import dev.palinode.engine.sql.SqlLexer;
import dev.palinode.engine.sql.SqlStatement;
import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.List;
import java.util.Optional;

/**
 * Says what a statement is. Reads only as much as that takes, accepts every text, and never throws. Whatever is not
 * recognised is {@link SqlStatement.Other}: the server has the last word on it.
 */
public final class StatementClassifier {
    private StatementClassifier() {}

    /** Classifies one statement; blanks, comments and semicolons around it do not matter. */
    public static SqlStatement classify(String statement) {
        String text = StatementSplitter.trim(statement);
        List<Token> tokens = SqlLexer.tokens(text);
        TokenCursor cursor = new TokenCursor(text, tokens);
        if (cursor.atEnd()) {
            return new SqlStatement.Other(text);
        }
        return VitessReader.read(cursor)
                .or(() -> DdlReader.read(new TokenCursor(text, tokens)))
                .or(() -> SetReader.read(text, tokens))
                .or(() -> readUse(new TokenCursor(text, tokens)))
                .or(() -> readVariables(text, tokens))
                .orElseGet(() -> new SqlStatement.Other(text));
    }

    /** Classifies a statement that has to be a DDL; empty when it is none. */
    public static Optional<SqlStatement.Ddl> ddl(String statement) {
        String text = StatementSplitter.trim(statement);
        return DdlReader.read(new TokenCursor(text))
                .filter(SqlStatement.Ddl.class::isInstance)
                .map(SqlStatement.Ddl.class::cast);
    }

    private static Optional<SqlStatement> readUse(TokenCursor cursor) {
        if (!cursor.accept("USE")) {
            return Optional.empty();
        }
        Optional<String> name = cursor.name();
        return name.map(database -> new SqlStatement.Use(cursor.text(), database));
    }

    private static Optional<SqlStatement> readVariables(String text, List<Token> tokens) {
        List<SqlStatement.VariableUse> uses = VariableReader.uses(text, tokens);
        return uses.isEmpty() ? Optional.empty() : Optional.of(new SqlStatement.ReadVariables(text, uses));
    }
}
