package dev.palinode.proxy.compat;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What graphical clients send in their first minute, by several connections, directly and through the proxy. */
final class PreambleTest {
    private static final Pattern LINE = Pattern.compile("(\\w+)([|~]) (.+)");

    /**
     * A line of a resource.
     *
     * @param connection by which it is sent
     * @param rowsVary whether rows are not compared
     * @param sql SCHEMA in it is the schema, and a connection's name in braces its id
     */
    private record Line(String connection, boolean rowsVary, String sql) {}

    @OnEachServer
    void dbeaver(TestServer server) throws Exception {
        replay(server, "dbeaver.sql", "&characterEncoding=UTF-8&tinyInt1isBit=false", "DBeaver 24.3.0 - ");
    }

    @OnEachServer
    void workbench(TestServer server) throws Exception {
        replay(
                server,
                "workbench.sql",
                "&allowMultiQueries=true&interactiveClient=true&connectionAttributes=program_name:MySQLWorkbench",
                "");
    }

    private static List<Line> lines(String file) throws Exception {
        return Programs.resource(file)
                .lines()
                .filter(line -> !line.startsWith("--"))
                .map(PreambleTest::line)
                .toList();
    }

    private static Line line(String text) {
        Matcher parts = LINE.matcher(text);
        assertThat(parts.matches()).as(text).isTrue();
        return new Line(
                parts.group(1), parts.group(2).equals("~"), parts.group(3).replace("\\n", "\n"));
    }

    private static void replay(TestServer server, String file, String settings, String application) throws Exception {
        List<Line> lines = lines(file);
        assertThat(lines).hasSizeGreaterThan(40);
        List<String> names = lines.stream().map(Line::connection).distinct().collect(Collectors.toList());
        try (Stage stage = Stage.on(server)) {
            stage.compare((place, seen) -> {
                Map<String, Connection> open = new TreeMap<>();
                Map<String, String> ids = new TreeMap<>();
                try {
                    for (String name : names) {
                        Connection connection = place.connect(place.url(settings));
                        open.put(name, connection);
                        if (!application.isEmpty()) {
                            // Connector/J then puts it in a comment before each statement.
                            connection.setClientInfo("ApplicationName", application + name);
                        }
                        ids.put(name, id(connection));
                    }
                    for (Line line : lines) {
                        send(requireNonNull(open.get(line.connection())), line, place.schema(), ids, seen);
                    }
                } finally {
                    for (Connection connection : open.values()) {
                        connection.close();
                    }
                }
            });
        }
    }

    private static String id(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT CONNECTION_ID()")) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }

    private static void send(Connection connection, Line line, String schema, Map<String, String> ids, Transcript seen)
            throws SQLException {
        String sql = line.sql().replace("SCHEMA", schema);
        for (Map.Entry<String, String> id : ids.entrySet()) {
            sql = sql.replace("{" + id.getKey() + "}", id.getValue());
        }
        String text = sql;
        // Both prepare their statements in the driver, so that the server gets texts.
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            seen.error(line.sql(), () -> {
                if (!statement.execute()) {
                    seen.note(line.sql(), statement.getUpdateCount());
                } else if (line.rowsVary()) {
                    seen.columns(line.sql(), statement.getResultSet());
                } else {
                    seen.rows(line.sql(), statement.getResultSet());
                }
            });
            seen.warnings(line.sql(), statement.getWarnings());
        }
    }
}
