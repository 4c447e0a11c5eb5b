package dev.palinode.shell.sql;

/** Values as SQL has them. */
public final class SqlText {
    private SqlText() {}

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
