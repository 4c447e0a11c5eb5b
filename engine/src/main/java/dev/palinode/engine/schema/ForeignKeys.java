package dev.palinode.engine.schema;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The foreign keys that a table takes part in. */
public final class ForeignKeys {
    private ForeignKeys() {}

    /**
     * One foreign key.
     *
     * @param name the constraint
     * @param child the table that has it
     * @param parent the table that it refers to
     */
    public record ForeignKey(String name, TableName child, TableName parent) {
        @Override
        public String toString() {
            return TableName.quote(name) + " (" + child + " refers to " + parent + ")";
        }
    }

    /** All where the table is the child or the parent, by name. */
    public static List<ForeignKey> touching(Connection connection, TableName table) throws SQLException {
        String sql = "SELECT DISTINCT constraint_name, table_schema, table_name, referenced_table_schema,"
                + " referenced_table_name FROM information_schema.key_column_usage"
                + " WHERE referenced_table_name IS NOT NULL AND ((table_schema = ? AND table_name = ?)"
                + " OR (referenced_table_schema = ? AND referenced_table_name = ?)) ORDER BY constraint_name";
        return Sql.query(
                connection,
                sql,
                row -> new ForeignKey(
                        row.getString(1),
                        new TableName(row.getString(2), row.getString(3)),
                        new TableName(row.getString(4), row.getString(5))),
                table.schema(),
                table.table(),
                table.schema(),
                table.table());
    }
}
