package dev.palinode.engine.model;

import java.util.Objects;

/**
 * A table with its schema; both as stored, unquoted.
 *
 * @param schema the database, which is the keyspace
 * @param table the table or view
 */
public record TableName(String schema, String table) {
    public TableName {
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(table, "table");
    }

    /** The name as SQL text, both parts in backquotes. */
    public String quoted() {
        return quote(schema) + "." + quote(table);
    }

    /** Another table of the same schema. */
    public TableName sibling(String otherTable) {
        return new TableName(schema, otherTable);
    }

    /** An identifier in backquotes. */
    public static String quote(String identifier) {
        return "`" + identifier.replace("`", "``") + "`";
    }

    @Override
    public String toString() {
        return schema + "." + table;
    }
}
