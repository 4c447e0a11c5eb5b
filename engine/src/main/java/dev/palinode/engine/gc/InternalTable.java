package dev.palinode.engine.gc;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A table or view whose name is one of ours.
 *
 * @param name what the name says
 * @param view whether it is a view
 * @param rows the server's estimate
 * @param bytes of rows, indexes and what is free between them, about the size of the file
 */
public record InternalTable(TableName table, GcName name, boolean view, long rows, long bytes) {
    private static final String SQL = "SELECT table_name, table_type, IFNULL(table_rows, 0),"
            + " IFNULL(data_length + index_length + data_free, 0) FROM information_schema.tables"
            + " WHERE table_schema = ? AND table_type IN ('BASE TABLE', 'VIEW') AND LEFT(table_name, 4) = '_vt_'";

    /** All of a keyspace, by the times in their names. */
    public static List<InternalTable> all(Db db, String keyspace) throws SQLException {
        return db
                .with(connection -> Sql.query(
                        connection,
                        SQL,
                        row -> {
                            String table = row.getString(1);
                            boolean view = row.getString(2).equals("VIEW");
                            long rows = row.getLong(3);
                            long bytes = row.getLong(4);
                            return GcName.parse(table)
                                    .map(name ->
                                            new InternalTable(new TableName(keyspace, table), name, view, rows, bytes));
                        },
                        keyspace))
                .stream()
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(
                                (InternalTable found) -> found.name().time())
                        .thenComparing(found -> found.table().table()))
                .toList();
    }
}
