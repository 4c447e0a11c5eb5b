package dev.palinode.engine.cutover;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.db.TableHolders.Holder;
import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sessions that wait for a table in order to empty, rename, drop or create it. Where the Performance Schema does not tell
 * which table a session waits for, all count whose statement names the table, or drops a schema.
 */
final class TableReplacers {
    private static final Pattern REPLACES =
            Pattern.compile("(?is)^(?:\\s|/\\*(?!M?!).*?\\*/|--[^\\n]*\\n|#[^\\n]*\\n|/\\*M?!\\d*|\\*/)*+"
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
        String sql = "SELECT id, CONCAT(user, '@', host), time, info, db FROM "
                + db.dialect().processlist(connection) + " WHERE state LIKE 'Waiting for table metadata lock%'";
        return Sql.query(connection, sql, row -> {
                    String text = String.valueOf(row.getString(4));
                    Holder holder = new Holder(row.getLong(1), row.getString(2), row.getLong(3), text);
                    Optional<String> schema = Optional.ofNullable(row.getString(5));
                    return Optional.of(holder).filter(one -> replaces(text, schema.orElse(table.schema()), table));
                })
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Whether the statement is of those that replace a table, and may mean this one.
     *
     * @param schema the default schema of who runs it
     */
    static boolean replaces(String statement, String schema, TableName table) {
        return REPLACES.matcher(statement).matches()
                && (DROPS_SCHEMA.matcher(statement).matches() || names(statement, schema, table));
    }

    private static boolean names(String statement, String schema, TableName table) {
        Matcher found = Pattern.compile(
                        "(?:(?:`((?:[^`]|``)++)`|([\\p{L}\\p{N}_$]+))\\s*\\.\\s*)?(?<![\\p{L}\\p{N}_$])`?"
                                + Pattern.quote(table.table().replace("`", "``")) + "`?(?![\\p{L}\\p{N}_$])",
                        Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .matcher(statement);
        while (found.find()) {
            String quoted = found.group(1);
            String qualifier = quoted == null ? found.group(2) : quoted.replace("``", "`");
            if (table.schema().equalsIgnoreCase(qualifier == null ? schema : qualifier)) {
                return true;
            }
        }
        return false;
    }
}
