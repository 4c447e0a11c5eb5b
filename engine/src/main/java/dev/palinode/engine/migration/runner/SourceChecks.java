package dev.palinode.engine.migration.runner;

import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** What must be true of a table before a copy of it can take its place. */
final class SourceChecks {
    private SourceChecks() {}

    /** The table, if it passes. */
    static TableDef check(Connection connection, TableName name) throws SQLException, MigrationFailure {
        TableDef table = SchemaReader.read(connection, name)
                .orElseThrow(() -> new MigrationFailure(
                        "Table '" + name + "' doesn't exist or is no base table (errno 1146) (sqlstate 42S02)"));
        if (!table.engine().equalsIgnoreCase("InnoDB")) {
            throw new MigrationFailure("table " + name + " uses the storage engine " + table.engine()
                    + "; only InnoDB can be copied while it is written to");
        }
        String child = "SELECT CONCAT(constraint_name, ' to ', referenced_table_name)"
                + " FROM information_schema.key_column_usage WHERE table_schema = ? AND table_name = ?"
                + " AND referenced_table_name IS NOT NULL LIMIT 1";
        refuse(
                connection,
                child,
                name,
                "Foreign key found on " + name + ": %s; a foreign key cannot be carried to the"
                        + " new table, drop it first");
        String parent = "SELECT CONCAT(constraint_name, ' of ', table_schema, '.', table_name)"
                + " FROM information_schema.key_column_usage WHERE referenced_table_schema = ?"
                + " AND referenced_table_name = ? LIMIT 1";
        refuse(
                connection,
                parent,
                name,
                "FOREIGN KEY constraints are not supported: " + name
                        + " participates in a FOREIGN KEY constraint, %s, which would go on pointing at the old table");
        String trigger = "SELECT trigger_name FROM information_schema.triggers"
                + " WHERE event_object_schema = ? AND event_object_table = ? LIMIT 1";
        refuse(
                connection,
                trigger,
                name,
                "table " + name + " has a trigger, %s, which would be lost with the old table;"
                        + " drop it first and create it again afterwards");
        return table;
    }

    private static void refuse(Connection connection, String query, TableName name, String message)
            throws SQLException, MigrationFailure {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name.schema());
            statement.setString(2, name.table());
            try (ResultSet rows = statement.executeQuery()) {
                Optional<String> found = rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
                if (found.isPresent()) {
                    throw new MigrationFailure(String.format(message, found.get()));
                }
            }
        }
    }
}
