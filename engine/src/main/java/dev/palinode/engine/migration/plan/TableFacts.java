package dev.palinode.engine.migration.plan;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ForeignKeys;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What the server says of a table as it is. */
final class TableFacts {
    private TableFacts() {}

    /**
     * The server's estimates.
     *
     * @param rows how many
     * @param data bytes of the rows
     * @param indexes bytes of the secondary indexes
     */
    record Size(long rows, long data, long indexes) {
        static final Size NONE = new Size(0, 0, 0);

        long total() {
            return data + indexes;
        }
    }

    /** The size of a table; empty if there is no such table, or it is a view. */
    static Optional<Size> size(Connection connection, TableName table) throws SQLException {
        String sql = "SELECT COALESCE(table_rows, 0), COALESCE(data_length, 0), COALESCE(index_length, 0)"
                + " FROM information_schema.tables WHERE table_schema = ? AND table_name = ? AND table_type <> 'VIEW'";
        return Sql.first(
                connection,
                sql,
                row -> new Size(row.getLong(1), row.getLong(2), row.getLong(3)),
                table.schema(),
                table.table());
    }

    /** Writes all of it down. */
    static void write(PlanSheet sheet, Connection connection, TableName table) throws SQLException {
        Optional<Size> size = size(connection, table);
        if (size.isEmpty()) {
            return;
        }
        sheet.add(Aspect.ROWS, "estimate", Long.toString(size.get().rows()));
        sheet.add(Aspect.BYTES, "estimate", Long.toString(size.get().total()));
        for (ForeignKeys.ForeignKey key : ForeignKeys.touching(connection, table)) {
            sheet.add(Aspect.FOREIGN_KEY, key.name(), key.child() + " refers to " + key.parent());
        }
        String triggers = "SELECT trigger_name, CONCAT(action_timing, ' ', event_manipulation)"
                + " FROM information_schema.triggers WHERE event_object_schema = ? AND event_object_table = ?"
                + " ORDER BY trigger_name";
        for (MigrationPlan.Line line : Sql.query(
                connection,
                triggers,
                row -> new MigrationPlan.Line(Aspect.TRIGGER, row.getString(1), row.getString(2)),
                table.schema(),
                table.table())) {
            sheet.add(line.aspect(), line.item(), line.value());
        }
    }
}
