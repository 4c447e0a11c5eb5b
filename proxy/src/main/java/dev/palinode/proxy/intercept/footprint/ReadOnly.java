package dev.palinode.proxy.intercept.footprint;

import dev.palinode.engine.sql.StatementSplitter;
import dev.palinode.engine.sql.TokenCursor;
import java.util.List;
import java.util.regex.Pattern;

/** What a text does to the READ ONLY of a session on a replica. */
public enum ReadOnly {
    /** The statement leaves it as it is, as far as can be told. */
    STAYS,
    /** It has to be set again behind the statement. */
    CHANGES,
    /** The statement writes, or may do so before it can be set again. */
    VIOLATED;

    private static final Pattern SIGN = Pattern.compile("(?i)read_only|\\bwrite\\b");

    /** Reads a text: one statement or several. */
    public static ReadOnly after(String sql) {
        if (!SIGN.matcher(sql).find()) {
            return STAYS;
        }
        List<ReadOnly> each =
                StatementSplitter.split(sql).stream().map(ReadOnly::one).toList();
        if (each.contains(VIOLATED)) {
            return VIOLATED;
        }
        return !each.contains(CHANGES) ? STAYS : each.size() == 1 ? CHANGES : VIOLATED;
    }

    private static ReadOnly one(String statement) {
        if (!SIGN.matcher(statement).find()) {
            return STAYS;
        }
        TokenCursor cursor = new TokenCursor(statement);
        if (cursor.at("START", "TRANSACTION")
                || cursor.at("SET", "STATEMENT")
                || cursor.at("PREPARE")
                || cursor.at("EXECUTE", "IMMEDIATE")) {
            return VIOLATED;
        }
        return cursor.at("SET") ? CHANGES : STAYS;
    }
}
