package dev.palinode.shell.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values as SQL has them. */
public final class SqlText {
    /** Blanks and comments, but none that is executed. */
    private static final Pattern LEAD =
            Pattern.compile("\\s+|(?:--(?=\\s|\\z)|#)[^\\n]*|/\\*(?!M?!).*?\\*/", Pattern.DOTALL);

    private SqlText() {}

    /**
     * A statement without the comments in front of it.
     *
     * @param sql any statement
     * @return the same from its first word on
     */
    public static String withoutLead(String sql) {
        Matcher piece = LEAD.matcher(sql);
        int at = 0;
        while (at < sql.length() && piece.region(at, sql.length()).lookingAt()) {
            at = piece.end();
        }
        return sql.substring(at);
    }

    /**
     * A text in quotes.
     *
     * @param text any text
     * @return a literal that means it under every sql_mode but NO_BACKSLASH_ESCAPES
     */
    public static String quote(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /**
     * A name in backticks.
     *
     * @param name any name
     * @return an identifier
     */
    public static String identifier(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
