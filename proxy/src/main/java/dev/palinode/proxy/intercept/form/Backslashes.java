package dev.palinode.proxy.intercept.form;

/**
 * Texts of sessions in which a backslash is a letter like any other (SQL mode NO_BACKSLASH_ESCAPES), written so that they
 * mean the same where it escapes, and back. Within quotes each backslash is doubled; names in backquotes and comments
 * stay as they are.
 */
public final class Backslashes {
    private Backslashes() {}

    /** The text for readers to whom a backslash escapes. */
    public static String doubled(String sql) {
        return convert(sql, true);
    }

    /** The text for a server to which it does not. */
    public static String single(String sql) {
        return convert(sql, false);
    }

    private static String convert(String sql, boolean doubling) {
        StringBuilder out = new StringBuilder(sql.length() + 16);
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end = c == '\'' || c == '"'
                    ? at + 1
                    : c == '`' ? behind(sql, "`", at + 1) : isComment(sql, at) ? behindComment(sql, at) : at + 1;
            out.append(sql, at, end);
            at = c == '\'' || c == '"' ? quoted(sql, end, c, doubling, out) : end;
        }
        return out.toString();
    }

    /** Copies up to the closing quote; a doubled quote begins another quoted piece, which does no harm. */
    private static int quoted(String sql, int from, char quote, boolean doubling, StringBuilder out) {
        int at = from;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == quote) {
                out.append(c);
                return at + 1;
            }
            if (c == '\\' && doubling) {
                out.append("\\\\");
            } else if (c == '\\' && at + 1 < sql.length()) {
                at++;
                out.append(sql.charAt(at));
            } else {
                out.append(c);
            }
            at++;
        }
        return at;
    }

    private static boolean isComment(String sql, int at) {
        char c = sql.charAt(at);
        boolean code = sql.startsWith("/*!", at) || sql.startsWith("/*M!", at);
        return c == '#'
                || (sql.startsWith("/*", at) && !code)
                || (sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' '));
    }

    private static int behindComment(String sql, int at) {
        return sql.charAt(at) == '/' ? behind(sql, "*/", at + 2) : behind(sql, "\n", at);
    }

    private static int behind(String sql, String sign, int from) {
        int found = sql.indexOf(sign, from);
        return found < 0 ? sql.length() : found + sign.length();
    }
}
