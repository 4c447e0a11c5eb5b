package dev.palinode.engine.migration.runner;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of a case: its statements, its definition and its rows byte for byte. */
final class CaseTable {
    /** Rounds are this many seconds apart for functions such as NOW(). */
    private static final long EPOCH = 1_700_000_000;

    private static final int ER_ONE_FULLTEXT_AT_A_TIME = 1795;

    private final AlterRoom room;
    private final MigrationCase one;
    private final TableName name;

    CaseTable(AlterRoom room, MigrationCase one, String suffix) {
        this.room = room;
        this.one = one;
        this.name = new TableName(room.keyspace, one.table() + suffix);
    }

    TableName name() {
        return name;
    }

    void create() throws SQLException {
        run(one.create(), 0);
    }

    /** The events of a round, which are the same for every table. */
    void round(int number) throws SQLException {
        run(one.events(), number);
    }

    /** A native ALTER in a session like the submitter's. */
    void alter() throws SQLException {
        List<String> statements = new ArrayList<>();
        one.settings().variables().forEach((key, value) -> statements.add("SET " + key + " = '" + value + "'"));
        statements.add(alterStatement());
        try {
            run(statements, 9);
        } catch (SQLException e) {
            if (e.getErrorCode() != ER_ONE_FULLTEXT_AT_A_TIME) {
                throw e;
            }
            statements.add(statements.remove(statements.size() - 1) + ", ALGORITHM=COPY");
            run(statements, 9);
        }
    }

    String alterStatement() {
        return filled("ALTER TABLE {t} " + one.alter());
    }

    private String filled(String sql) {
        return sql.replace("{t}", name.table());
    }

    private void run(List<String> statements, int round) throws SQLException {
        try (Connection connection = room.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00', timestamp = " + (EPOCH + 10L * round) + ", @n = " + round);
            for (String sql : statements) {
                statement.execute(filled(sql));
            }
        }
    }

    /** As the server shows it, under a common name, and without what a CHECK of MySQL is called in this table. */
    String definition() throws SQLException {
        return room.db
                .with(connection -> SchemaReader.showCreate(connection, name))
                .replaceAll("`" + name.table() + "_", "`t_")
                .replaceFirst("`" + name.table() + "`", "`t`")
                .replaceAll("(CONSTRAINT `[^`]*)_[0-9a-z]{25}` CHECK", "$1` CHECK");
    }

    /** All rows, in the order of their texts. */
    List<String> rows() throws SQLException {
        String columns = "SELECT column_name, data_type FROM information_schema.columns"
                + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position";
        return room.db.with(connection -> {
            List<String> exact = Sql.query(connection, columns, this::exact, name.schema(), name.table());
            String query = "SELECT "
                    + String.join(
                            ", ", exact.stream().filter(text -> !text.isEmpty()).toList()) + " FROM " + name.quoted();
            return Sql.query(connection, query, CaseTable::line).stream()
                    .sorted()
                    .toList();
        });
    }

    private static String line(ResultSet row) throws SQLException {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            values.add(String.valueOf(row.getString(i)));
        }
        return String.join("|", values);
    }

    private String exact(ResultSet column) throws SQLException {
        if (one.ignored().contains(column.getString(1))) {
            return "";
        }
        String v = TableName.quote(column.getString(1));
        return switch (column.getString(2).toLowerCase(Locale.ROOT)) {
            case "float", "double" -> "CAST(" + v + " AS CHAR), CAST(" + v + " + 0E0 AS CHAR)";
            case "json" ->
                String.format(
                        "CAST(%1$s AS CHAR), JSON_TYPE(%1$s), JSON_TYPE(JSON_EXTRACT(%1$s, '$[0]')),"
                                + " JSON_TYPE(JSON_EXTRACT(%1$s, '$.a'))",
                        v);
            case "bit", "enum", "set" -> v + " + 0, HEX(" + v + ")";
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "year" -> "CAST(" + v + " AS CHAR)";
            case "date", "datetime", "time", "timestamp", "uuid", "inet4", "inet6" -> "CAST(" + v + " AS CHAR)";
            default -> "HEX(" + v + ")";
        };
    }
}
