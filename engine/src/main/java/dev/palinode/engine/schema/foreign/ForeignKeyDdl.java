package dev.palinode.engine.schema.foreign;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.sql.TokenCursor;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Statements that give a table its foreign keys and take them. They touch no rows, as long as the session does not check
 * foreign keys, but they wait for those who use a parent, and make others wait for it: hence the patience.
 */
public final class ForeignKeyDdl {
    /** A comment in each of these statements, by which who reads the binlog knows whose they are. */
    public static final String MARK = "/* _vt_keys */";

    private final Connection connection;

    /**
     * With a session that does not check foreign keys.
     *
     * @param patience how long to wait for those who use the table or a parent; whole seconds, one at least
     */
    public ForeignKeyDdl(Connection connection, Duration patience) throws SQLException {
        this.connection = connection;
        Sql.update(connection, "SET SESSION lock_wait_timeout = " + Math.max(1, patience.toSeconds()));
    }

    /**
     * Makes all plain indexes of an empty table its own. MariaDB remembers which of them it has made for a foreign key, and
     * puts another one, with another name, into the place of such an index when a key is added.
     */
    public void ownIndexes(TableName table) throws SQLException {
        List<String> clauses = new ArrayList<>();
        SchemaReader.showCreate(connection, table)
                .lines()
                .map(line -> line.strip().replaceFirst(",$", ""))
                .filter(line -> line.startsWith("KEY `"))
                .forEach(line -> {
                    TokenCursor cursor = new TokenCursor(line);
                    cursor.accept("KEY");
                    cursor.name().ifPresent(name -> clauses.add("DROP INDEX " + TableName.quote(name)));
                    clauses.add("ADD " + line);
                });
        alter(table, clauses);
    }

    /** Adds those that the table has not got yet, by name. */
    public void attach(TableName table, List<ForeignKeyDef> keys) throws SQLException {
        List<String> present = of(table).stream().map(ForeignKeyDef::name).toList();
        alter(
                table,
                keys.stream()
                        .filter(key -> present.stream().noneMatch(key.name()::equalsIgnoreCase))
                        .map(key -> "ADD " + key.clause())
                        .toList());
    }

    /** Drops all that the table has. */
    public void detach(TableName table) throws SQLException {
        alter(table, of(table).stream().map(ForeignKeyDdl::drop).toList());
    }

    /** Gives other names to those that are in the map; all at once, so that there is no moment without them. */
    public void rename(TableName table, Map<String, String> names) throws SQLException {
        alter(
                table,
                of(table).stream()
                        .filter(key -> names.containsKey(key.name()))
                        .map(key -> drop(key) + ", ADD "
                                + key.as(String.valueOf(names.get(key.name()))).clause())
                        .toList());
    }

    private static String drop(ForeignKeyDef key) {
        return "DROP FOREIGN KEY " + TableName.quote(key.name());
    }

    private List<ForeignKeyDef> of(TableName table) throws SQLException {
        return ForeignKeyDef.of(table, SchemaReader.showCreate(connection, table));
    }

    private void alter(TableName table, List<String> clauses) throws SQLException {
        if (!clauses.isEmpty()) {
            String all = clauses.stream().collect(Collectors.joining(", "));
            Sql.update(connection, "ALTER TABLE " + table.quoted() + " " + MARK + " " + all);
        }
    }
}
