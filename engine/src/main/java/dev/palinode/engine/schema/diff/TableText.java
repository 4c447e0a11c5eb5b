package dev.palinode.engine.schema.diff;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table's definition in the server's own words, cut into its parts. Every part is a text that can stand in an ALTER
 * TABLE of the same server.
 *
 * @param columns in table order, by name; a textual column's definition names its character set and collation
 * @param keys in the order of the definition
 * @param checks the CHECK constraints of the table
 * @param foreignKeys the foreign keys
 * @param options the table's options by name in upper case, AUTO_INCREMENT excepted
 * @param partitions the text from PARTITION BY on, or nothing
 */
record TableText(
        Map<String, Part> columns,
        List<Part> keys,
        List<Part> checks,
        List<Part> foreignKeys,
        Map<String, String> options,
        String partitions) {

    TableText {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        keys = List.copyOf(keys);
        checks = List.copyOf(checks);
        foreignKeys = List.copyOf(foreignKeys);
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * A column, key or constraint.
     *
     * @param name unquoted; {@code PRIMARY} for the primary key
     * @param kind the words in front of the name, such as {@code UNIQUE KEY}; nothing for a column
     * @param definition what follows the name, as the server writes it
     * @param meaning what two parts have in common that are the same but for their names
     */
    record Part(String name, String kind, String definition, String meaning) {
        /** Whether both are the same, whatever their names. */
        boolean means(Part other) {
            return kind.equals(other.kind) && meaning.equals(other.meaning);
        }
    }

    /** The name in backquotes. */
    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
