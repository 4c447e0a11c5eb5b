package dev.palinode.engine.sql;

import dev.palinode.engine.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts a text at its top-level semicolons. The definition of a stored program, and a compound statement of MariaDB, are
 * not cut: their semicolons are inner ones.
 */
public final class StatementSplitter {
    private static final Set<String> PROGRAMS = Set.of("PROCEDURE", "FUNCTION", "TRIGGER", "EVENT", "PACKAGE");
    private static final Set<String> OTHER_OBJECTS =
            Set.of("TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "USER", "ROLE", "SERVER", "SEQUENCE", "TABLESPACE");
    private static final Set<String> COMPOUND_STARTS =
            Set.of("IF", "LOOP", "WHILE", "REPEAT", "FOR", "CASE", "DECLARE");
    private static final int LONGEST_HEAD = 16;

    private StatementSplitter() {}

    /** The statements of the text without the blanks and comments around them; those that hold nothing are left out. */
    public static List<String> split(String sql) {
        List<String> statements = new ArrayList<>();
        List<Token> piece = new ArrayList<>();
        boolean whole = false;
        for (Token token : SqlLexer.tokens(sql)) {
            if (token.isPunctuation(sql, ';') && !whole) {
                whole = isProgram(sql, piece);
                if (!whole) {
                    addTo(statements, sql, piece);
                    piece.clear();
                    continue;
                }
            }
            piece.add(token);
        }
        addTo(statements, sql, piece);
        return List.copyOf(statements);
    }

    /** The text without the blanks, comments and semicolons at its ends. */
    public static String trim(String sql) {
        return trim(sql, SqlLexer.tokens(sql));
    }

    private static String trim(String sql, List<Token> tokens) {
        int first = 0;
        int last = tokens.size();
        while (first < last && isEdge(sql, tokens.get(first))) {
            first++;
        }
        while (last > first && isEdge(sql, tokens.get(last - 1))) {
            last--;
        }
        return first == last
                ? ""
                : sql.substring(tokens.get(first).start(), tokens.get(last - 1).end());
    }

    private static boolean isEdge(String sql, Token token) {
        return token.kind() == Kind.SPACE || token.kind() == Kind.COMMENT || token.isPunctuation(sql, ';');
    }

    private static void addTo(List<String> statements, String sql, List<Token> piece) {
        String text = trim(sql, piece);
        if (!text.isEmpty()) {
            statements.add(text);
        }
    }

    private static boolean isProgram(String sql, List<Token> piece) {
        TokenCursor cursor = new TokenCursor(sql, piece);
        if (cursor.accept("BEGIN")) {
            return !cursor.atEnd() && !cursor.at("WORK");
        }
        if (cursor.atAny(COMPOUND_STARTS)) {
            return true;
        }
        if (!cursor.accept("CREATE") && !cursor.accept("ALTER")) {
            return false;
        }
        for (int i = 0; i < LONGEST_HEAD && !cursor.atEnd(); i++) {
            if (cursor.atAny(PROGRAMS)) {
                return true;
            }
            if (cursor.atAny(OTHER_OBJECTS)) {
                return false;
            }
            cursor.take();
        }
        return false;
    }
}
