package dev.palinode.proxy.intercept.footprint;

import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The right side of an assignment in a SET, as far as it matters whether it says the same when it is said again. */
record Value(String sql, List<Token> tokens) {
    /** Functions whose value depends on nothing but their arguments. */
    private static final Set<String> PURE = Set.of(
            "CONCAT",
            "CONCAT_WS",
            "REPLACE",
            "REGEXP_REPLACE",
            "IF",
            "IFNULL",
            "NULLIF",
            "COALESCE",
            "TRIM",
            "LTRIM",
            "RTRIM",
            "LOWER",
            "UPPER",
            "LCASE",
            "UCASE",
            "LEFT",
            "RIGHT",
            "SUBSTRING",
            "SUBSTR",
            "GREATEST",
            "LEAST",
            "FLOOR",
            "CEIL",
            "CEILING",
            "ROUND",
            "ABS",
            "CAST",
            "CONVERT",
            "DEFAULT");

    /** Functions that need no parentheses. */
    private static final Set<String> BARE_FUNCTIONS = Set.of(
            "CURRENT_DATE",
            "CURRENT_TIME",
            "CURRENT_TIMESTAMP",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "UTC_DATE",
            "UTC_TIME",
            "UTC_TIMESTAMP",
            "CURRENT_USER",
            "CURRENT_ROLE",
            "SYSDATE");

    /** Variables that tell of a moment, or of a connection. */
    private static final Set<String> PASSING = Set.of(
            "LAST_INSERT_ID",
            "IDENTITY",
            "INSERT_ID",
            "WARNING_COUNT",
            "ERROR_COUNT",
            "TIMESTAMP",
            "RAND_SEED1",
            "RAND_SEED2",
            "PSEUDO_THREAD_ID",
            "IN_TRANSACTION",
            "LAST_GTID",
            "GTID_EXECUTED",
            "SERVER_ID",
            "SERVER_UUID",
            "HOSTNAME",
            "PORT");

    /** Variables that scripts put by, and that say the same at each server of a shard once they are set. */
    private static final Set<String> PUT_BY = Set.of(
            "SQL_MODE",
            "TIME_ZONE",
            "CHARACTER_SET_CLIENT",
            "CHARACTER_SET_CONNECTION",
            "CHARACTER_SET_RESULTS",
            "COLLATION_CONNECTION",
            "UNIQUE_CHECKS",
            "FOREIGN_KEY_CHECKS",
            "SQL_NOTES",
            "SQL_LOG_BIN",
            "SQL_SAFE_UPDATES",
            "AUTOCOMMIT",
            "TRANSACTION_ISOLATION",
            "TX_ISOLATION");

    /** Words of literals. */
    private static final Set<String> LITERAL =
            Set.of("NULL", "TRUE", "FALSE", "DATE", "TIME", "TIMESTAMP", "X", "B", "N");

    private static final Set<String> SCOPES = Set.of("SESSION", "LOCAL");

    Value {
        tokens = List.copyOf(tokens);
    }

    /** Whether it says the same whatever was set before. */
    boolean isLiteral() {
        return tokens.stream()
                .allMatch(token -> token.kind() != Kind.USER_VARIABLE
                        && token.kind() != Kind.SYSTEM_AT
                        && !token.isPunctuation(sql, '('));
    }

    /** Whether a user variable that it is given to has the same value when the SET is made again. */
    boolean isSameForUserVariable() {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.isPunctuation(sql, '(') || isParameterOrAssignment(token)) {
                return false;
            }
            if (token.kind() == Kind.SYSTEM_AT) {
                int name = behindScope(i + 1);
                if (!PUT_BY.contains(word(name))) {
                    return false;
                }
                i = name;
            } else if (token.kind() == Kind.QUOTED_NAME || (token.kind() == Kind.WORD && !isLiteralWord(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isLiteralWord(int index) {
        String word = word(index);
        boolean beforeText = index + 1 < tokens.size() && tokens.get(index + 1).kind() == Kind.STRING;
        boolean constant = word.equals("NULL") || word.equals("TRUE") || word.equals("FALSE");
        return constant
                || word.equals("COLLATE")
                || (index > 0 && word(index - 1).equals("COLLATE"))
                || (beforeText && (word.startsWith("_") || LITERAL.contains(word)));
    }

    /** Whether a system variable that it is given to has the same value when the SET is made again. */
    boolean isSameForSystemVariable() {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (isParameterOrAssignment(token) || (token.isName() && isPassing(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean isPassing(int index) {
        String word = word(index);
        boolean variable = index > 0
                && (tokens.get(index - 1).kind() == Kind.SYSTEM_AT
                        || tokens.get(index - 1).isPunctuation(sql, '.'));
        boolean called = index + 1 < tokens.size() && tokens.get(index + 1).isPunctuation(sql, '(');
        return word.equals("SELECT")
                || BARE_FUNCTIONS.contains(word)
                || (variable && PASSING.contains(word))
                || (called && !PURE.contains(word));
    }

    private boolean isParameterOrAssignment(Token token) {
        return token.isPunctuation(sql, '?') || token.of(sql).equals(":=");
    }

    private int behindScope(int index) {
        boolean scoped = SCOPES.contains(word(index))
                && index + 1 < tokens.size()
                && tokens.get(index + 1).isPunctuation(sql, '.');
        return scoped ? index + 2 : index;
    }

    private String word(int index) {
        return index < tokens.size()
                ? tokens.get(index).of(sql).replace("`", "").toUpperCase(Locale.ROOT)
                : "";
    }
}
