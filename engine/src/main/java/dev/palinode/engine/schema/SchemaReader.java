package dev.palinode.engine.schema;

import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.model.TableName;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads tables from {@code information_schema}, which MySQL and MariaDB fill alike for what is needed here. */
public final class SchemaReader {
    /** The option, which stands behind the columns and before the first text of the options. */
    private static final Pattern AUTO_INCREMENT = Pattern.compile("(?s)^(.*\\n\\) [^'\\n]*?) AUTO_INCREMENT=\\d+");

    private static final Pattern LABEL = Pattern.compile("'((?:[^']|'')*+)'");

    private SchemaReader() {}

    /** The table, or empty when there is none of that name or it is a view. */
    public static Optional<TableDef> read(Connection connection, TableName name) throws SQLException {
        String sql =
                "SELECT engine, table_rows, auto_increment, table_name, table_schema FROM information_schema.tables"
                        + " WHERE table_schema = ? AND table_name = ? AND table_type = 'BASE TABLE'";
        try (PreparedStatement statement = prepare(connection, sql, name);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            // As the binlog has them; whoever asks may write them otherwise where the server keeps names in lower case.
            TableName stored = new TableName(rows.getString(5), rows.getString(4));
            String create = showCreate(connection, stored);
            return Optional.of(new TableDef(
                    stored,
                    String.valueOf(rows.getString(1)),
                    columns(connection, stored),
                    indexes(connection, stored, HiddenIndexes.of(create)),
                    rows.getLong(2),
                    Optional.ofNullable(rows.getString(3)).map(BigInteger::new),
                    create));
        }
    }

    /** Whether a table or view of that name exists. */
    public static boolean exists(Connection connection, TableName name) throws SQLException {
        String sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?";
        try (PreparedStatement statement = prepare(connection, sql, name);
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    /** SHOW CREATE TABLE without the option AUTO_INCREMENT, which changes with every insert. */
    public static String showCreate(Connection connection, TableName name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SHOW CREATE TABLE " + name.quoted());
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return AUTO_INCREMENT.matcher(rows.getString(2)).replaceFirst("$1");
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, TableName name) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, name.schema());
        statement.setString(2, name.table());
        return statement;
    }

    private static List<ColumnDef> columns(Connection connection, TableName name) throws SQLException {
        String sql = "SELECT column_name, ordinal_position, data_type, column_type, is_nullable, character_set_name,"
                + " collation_name, extra, column_default, generation_expression FROM information_schema.columns"
                + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position";
        boolean quoted = Dialect.of(connection).quotesDefaults();
        List<ColumnDef> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, sql, name);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(column(rows, quoted));
            }
        }
        return found;
    }

    /** Where texts are not quoted, NULL is one. */
    private static ColumnDef column(ResultSet rows, boolean quoted) throws SQLException {
        String extra = rows.getString(8).toLowerCase(Locale.ROOT);
        String dataType = rows.getString(3).toLowerCase(Locale.ROOT);
        String expression = rows.getString(10);
        return new ColumnDef(
                rows.getString(1),
                rows.getInt(2),
                dataType,
                rows.getString(4),
                rows.getString(5).equals("YES"),
                Optional.ofNullable(rows.getString(6)),
                Optional.ofNullable(rows.getString(7)),
                expression != null && !expression.isEmpty(),
                Optional.ofNullable(expression)
                        .filter(text -> extra.contains("stored") || extra.contains("persistent")),
                extra.contains("auto_increment"),
                Optional.ofNullable(rows.getString(9)).filter(text -> !quoted || !text.equals("NULL")),
                dataType.equals("enum") || dataType.equals("set") ? labels(rows.getString(4)) : List.of());
    }

    private static List<String> labels(String columnType) {
        List<String> labels = new ArrayList<>();
        Matcher matcher = LABEL.matcher(columnType);
        while (matcher.find()) {
            labels.add(unescaped(matcher.group(1)));
        }
        return labels;
    }

    /** Both servers double quotes here and write backslashes, line ends and NUL with a backslash. */
    private static String unescaped(String label) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean escape = c == '\\' || c == '\'';
            i += escape ? 1 : 0;
            char meant = escape ? label.charAt(i) : c;
            out.append(
                    c != '\\'
                            ? meant
                            : switch (meant) {
                                case 'n' -> '\n';
                                case 'r' -> '\r';
                                case '0' -> '\0';
                                default -> meant;
                            });
        }
        return out.toString();
    }

    private static List<IndexDef> indexes(Connection connection, TableName name, Set<String> hidden)
            throws SQLException {
        String sql = "SELECT index_name, non_unique, column_name, sub_part FROM information_schema.statistics"
                + " WHERE table_schema = ? AND table_name = ? ORDER BY index_name = 'PRIMARY' DESC, index_name,"
                + " seq_in_index";
        Map<String, IndexDef> found = new LinkedHashMap<>();
        try (PreparedStatement statement = prepare(connection, sql, name);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String column = rows.getString(3) == null ? "" : rows.getString(3);
                String index = rows.getString(1);
                IndexDef part = new IndexDef(
                        index, rows.getInt(2) == 0, List.of(column), rows.getString(4) != null, hidden.contains(index));
                found.merge(part.name(), part, SchemaReader::joined);
            }
        }
        return List.copyOf(found.values());
    }

    private static IndexDef joined(IndexDef before, IndexDef part) {
        List<String> columns = new ArrayList<>(before.columns());
        columns.addAll(part.columns());
        boolean prefixed = before.prefixed() || part.prefixed();
        return new IndexDef(before.name(), before.unique(), columns, prefixed, before.hidden());
    }
}
