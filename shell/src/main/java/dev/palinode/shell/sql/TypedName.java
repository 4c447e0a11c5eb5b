package dev.palinode.shell.sql;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table as a person names it: {@code orders}, {@code shop.orders}, with or without backticks.
 *
 * @param schema empty where none was named
 * @param table its name
 */
public record TypedName(Optional<String> schema, String table) {
    private static final String PART = "(`(?:[^`]|``)++`|[^`.]++)";
    private static final Pattern NAME = Pattern.compile("(?:" + PART + "\\.)?" + PART);

    /**
     * Reads a word.
     *
     * @param word as it was typed
     * @return a word that is no such name is a table by itself
     */
    public static TypedName of(String word) {
        Matcher name = NAME.matcher(word);
        return name.matches()
                ? new TypedName(Optional.ofNullable(name.group(1)).map(TypedName::bare), bare(name.group(2)))
                : new TypedName(Optional.empty(), word);
    }

    private static String bare(String part) {
        return part.startsWith("`") ? part.substring(1, part.length() - 1).replace("``", "`") : part;
    }

    /**
     * The condition under which a migration is one of this table.
     *
     * @return as WHERE has it
     */
    public String condition() {
        return "mysql_table = " + SqlText.quote(table)
                + schema.map(name -> " AND mysql_schema = " + SqlText.quote(name))
                        .orElse("");
    }
}
