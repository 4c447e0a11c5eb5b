package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.TableHolders.Holder;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sessions that wait for a table in order to empty, rename, drop or create it. Where the Performance Schema does not tell
 * which table a session waits for, all count whose statement has the table's name in it, or drops a schema.
 */
final class TableReplacers {
    private static final Pattern REPLACES =
            Pattern.compile("(?is)^(?:\\s|/\\*.*?\\*/|--[^\\n]*\\n|#[^\\n]*\\n|/\\*M?!\\d*)*"
                    + "(?:truncate|rename|drop|create|alter|set\\s+statement)\\b.*");
    private static final Pattern DROPS_SCHEMA = Pattern.compile("(?is).*\\bdrop\\s+(?:database|schema)\\b.*");

    private TableReplacers() {}

    /** One of them, but for the sessions named. */
    static Optional<String> of(Db db, TableName table, Set<Long> but) throws SQLException {
        return db
                .with(connection -> db.dialect().tellsWhoHoldsTables(connection)
                        ? waiting(db, connection, table)
                        : listed(db, connection, table))
                .stream()
                .filter(holder -> !but.contains(holder.id()))
                .findFirst()
                .map(Holder::toString);
    }

    private static List<Holder> waiting(Db db, Connection connection, TableName table) throws SQLException {
        return Sql.query(
                connection,
                db.dialect().tableReplacers(),
                row -> new Holder(row.getLong(1), row.getString(2), row.getLong(3), String.valueOf(row.getString(4))),
                table.schema(),
                table.table());
    }

    private static List<Holder> listed(Db db, Connection connection, TableName table) throws SQLException {
        String sql = "SELECT id, CONCAT(user, '@', host), time, info FROM "
                + db.dialect().processlist(connection) + " WHERE state LIKE 'Waiting for table metadata lock%'";
        String name = table.table().toLowerCase(Locale.ROOT);
        return Sql.query(
                        connection,
                        sql,
                        row -> new Holder(
                                row.getLong(1), row.getString(2), row.getLong(3), String.valueOf(row.getString(4))))
                .stream()
                .filter(holder -> replaces(holder.statement(), name))
                .toList();
    }

    /** Whether the statement is of those that replace a table of the name, given in lower case. */
    static boolean replaces(String statement, String name) {
        return REPLACES.matcher(statement).matches()
                && (statement.toLowerCase(Locale.ROOT).replace("``", "`").contains(name.replace("``", "`"))
                        || DROPS_SCHEMA.matcher(statement).matches());
    }
}
