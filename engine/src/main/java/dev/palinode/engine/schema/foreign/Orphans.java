package dev.palinode.engine.schema.foreign;

import dev.palinode.engine.model.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of a child that have no parent. */
final class Orphans {
    private Orphans() {}

    /**
     * What a native ALTER would say about one of them; empty if there is none. Reads the key's index from end to end, and
     * locks nothing.
     *
     * @param columns the child's, in the order of the key's
     * @param limit after which the server gives up with an error; zero means never
     */
    static Optional<String> find(
            Connection connection, TableName child, List<String> columns, ForeignKeyDef key, Duration limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql(child, columns, key))) {
            statement.setQueryTimeout((int) limit.toSeconds());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns.size(); i++) {
                    values.add(columns.get(i - 1) + " = " + rows.getString(i));
                }
                return Optional.of("Cannot add or update a child row: a foreign key constraint fails (" + child
                        + ": a row with " + String.join(", ", values) + " has no parent in " + key.parent()
                        + ", as CONSTRAINT " + TableName.quote(key.name())
                        + " demands) (errno 1452) (sqlstate 23000)");
            }
        }
    }

    private static String sql(TableName child, List<String> columns, ForeignKeyDef key) {
        String equal = IntStream.range(0, columns.size())
                .mapToObj(i ->
                        "p." + TableName.quote(key.parentColumns().get(i)) + " = c." + TableName.quote(columns.get(i)))
                .collect(Collectors.joining(" AND "));
        String given = columns.stream()
                .map(column -> "c." + TableName.quote(column) + " IS NOT NULL")
                .collect(Collectors.joining(" AND "));
        return "SELECT "
                + columns.stream().map(column -> "c." + TableName.quote(column)).collect(Collectors.joining(", "))
                + " FROM " + child.quoted() + " c WHERE " + given + " AND NOT EXISTS (SELECT 1 FROM "
                + key.parent().quoted() + " p WHERE " + equal + ") LIMIT 1";
    }
}
