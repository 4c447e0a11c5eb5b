package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.migration.runner.partition.PartitionedTable.Part;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.ColumnDef;
import dev.palinode.engine.schema.TableDef;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** What is said to the server about the partitions of a table, on one connection. */
final class PartitionSql {
    private final Connection own;
    private final TableName table;

    PartitionSql(Connection own, TableName table) {
        this.own = own;
        this.table = table;
    }

    static String quoted(List<String> names) {
        return names.stream().map(TableName::quote).collect(Collectors.joining(", "));
    }

    static String dropping(TableName table, List<String> names) {
        return "ALTER TABLE " + table.quoted() + " DROP PARTITION " + quoted(names);
    }

    static String adding(TableName table, List<Part> parts) {
        return "ALTER TABLE " + table.quoted() + " ADD PARTITION " + defined(parts);
    }

    private static String defined(List<Part> parts) {
        return parts.stream().map(Part::definition).collect(Collectors.joining(", ", "(", ")"));
    }

    boolean hasRows(String partition) throws SQLException {
        return hasRows(table.quoted() + " PARTITION (" + TableName.quote(partition) + ")", own);
    }

    boolean hasRows(TableName held) throws SQLException {
        return hasRows(held.quoted(), own);
    }

    private static boolean hasRows(String from, Connection own) throws SQLException {
        return Sql.first(own, "SELECT 1 FROM " + from + " LIMIT 1", row -> true).isPresent();
    }

    /**
     * The rows of the partition and those of the other table change places. What comes back was there before, and is not
     * read; MariaDB could not do that a second time while other tables are locked as well.
     */
    void exchange(String partition, TableName held) throws SQLException {
        boolean unread = Dialect.of(own).exchangesUnread(own);
        execute("ALTER TABLE " + table.quoted() + " EXCHANGE PARTITION " + TableName.quote(partition) + " WITH TABLE "
                + held.quoted() + (unread ? " WITHOUT VALIDATION" : ""));
    }

    void drop(List<String> names) throws SQLException {
        execute(dropping(table, names));
    }

    void add(List<Part> parts) throws SQLException {
        execute(adding(table, parts));
    }

    /** Divides the rows of neighbours anew. */
    void reorganize(List<String> names, List<Part> into) throws SQLException {
        execute("ALTER TABLE " + table.quoted() + " REORGANIZE PARTITION " + quoted(names) + " INTO " + defined(into));
    }

    /** An empty table that can change places with a partition. */
    void makeHeld(TableName held) throws SQLException {
        execute("DROP TABLE IF EXISTS " + held.quoted());
        execute("CREATE TABLE " + held.quoted() + " LIKE " + table.quoted());
        execute("ALTER TABLE " + held.quoted() + " REMOVE PARTITIONING");
    }

    /** Moves all rows from one table to another, in the open transaction. */
    void move(TableDef definition, TableName from, TableName to) throws SQLException {
        String columns = definition.columns().stream()
                .filter(column -> !column.generated())
                .map(ColumnDef::name)
                .map(TableName::quote)
                .collect(Collectors.joining(", "));
        execute("INSERT INTO " + to.quoted() + " (" + columns + ") SELECT " + columns + " FROM " + from.quoted());
        execute("DELETE FROM " + from.quoted());
    }

    /** Whether rows that are added would set off something. */
    boolean hasTriggers() throws SQLException {
        String sql =
                "SELECT 1 FROM information_schema.triggers WHERE event_object_schema = ? AND event_object_table = ?";
        return Sql.first(own, sql, row -> true, table.schema(), table.table()).isPresent();
    }

    /** The server's estimate of what the rows of a partition take. */
    long bytes(String partition) throws SQLException {
        String sql = "SELECT IFNULL(SUM(data_length + index_length), 0) FROM information_schema.partitions"
                + " WHERE table_schema = ? AND table_name = ? AND partition_name = ?";
        return Sql.first(own, sql, row -> row.getLong(1), table.schema(), table.table(), partition)
                .orElse(0L);
    }

    /** The same of a whole table. */
    long bytes(TableName held) throws SQLException {
        String sql = "SELECT IFNULL(SUM(data_length + index_length), 0) FROM information_schema.tables"
                + " WHERE table_schema = ? AND table_name = ?";
        return Sql.first(own, sql, row -> row.getLong(1), held.schema(), held.table())
                .orElse(0L);
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = own.createStatement()) {
            statement.execute(sql);
        }
    }
}
