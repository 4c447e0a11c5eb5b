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

    /** Statements that run others, which the text does not show. */
    private static final Pattern OPAQUE = Pattern.compile("(?i)\\b(execute|call)\\b");

    /** Reads a text: one statement or several. What runs others may do anything, so that it has to be the only one. */
    public static ReadOnly after(String sql) {
        if (!SIGN.matcher(sql).find() && !OPAQUE.matcher(sql).find()) {
            return STAYS;
        }
        List<String> statements = StatementSplitter.split(sql);
        if (statements.size() > 1
                && statements.stream().anyMatch(each -> Footprints.of(each).isOpaque())) {
            return VIOLATED;
        }
        List<ReadOnly> each = statements.stream().map(ReadOnly::one).toList();
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
                || cursor.at("EXECUTE", "IMMEDIATE")
                || Footprints.isBlock(cursor)) {
            return VIOLATED;
        }
        return cursor.at("SET") ? CHANGES : STAYS;
    }
}
