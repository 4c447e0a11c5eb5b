package dev.palinode.engine.schema;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.classify.ViewStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Views as the server describes them. */
public final class Views {
    private Views() {}

    private record View(String name, String query) {}

    /** Whether there is a view of that name. */
    public static boolean exists(Connection connection, TableName name) throws SQLException {
        String sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"
                + " AND table_type = 'VIEW'";
        return Sql.first(connection, sql, row -> true, name.schema(), name.table())
                .isPresent();
    }

    /**
     * What SHOW CREATE VIEW says; also of a view whose tables are gone.
     *
     * @throws SQLException also if there is no such view, with the error that an ALTER VIEW gets
     */
    public static ViewStatement read(Connection connection, TableName name) throws SQLException {
        connection.setCatalog(name.schema());
        return Sql.first(connection, "SHOW CREATE VIEW " + name.quoted(), row -> ViewStatement.read(row.getString(2)))
                .orElseThrow();
    }

    /**
     * Whether a view reads from the other one, by views of the same schema in between. The server writes names in
     * queries with their schemas; one that stands in a text of a query is taken for one that is read from.
     */
    public static boolean reads(Connection connection, TableName from, TableName other) throws SQLException {
        String sql = "SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = ?";
        List<View> views = Sql.query(
                connection, sql, row -> new View(row.getString(1), String.valueOf(row.getString(2))), from.schema());
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(from.table()));
        while (!open.isEmpty()) {
            String name = open.remove();
            if (!seen.add(name)) {
                continue;
            }
            for (View view : views) {
                if (view.name().equals(name)) {
                    views.stream()
                            .map(View::name)
                            .filter(next ->
                                    view.query().contains(from.sibling(next).quoted()))
                            .forEach(open::add);
                }
            }
        }
        seen.remove(from.table());
        return seen.contains(other.table());
    }
}
