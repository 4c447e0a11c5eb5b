package dev.palinode.engine.preflight;

import dev.palinode.engine.tls.JdbcTls;
import dev.palinode.engine.tls.TlsSettings;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Short-lived connections for looking at a server, and small queries on them. */
final class Backends {
    private static final String CONNECT_MILLIS = "5000";

    /** Nothing that is asked takes long; a server that hangs must not hang the start. */
    private static final String ANSWER_MILLIS = "15000";

    private Backends() {}

    static Connection connect(ServerAddress address, Login login, TlsSettings tls) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password());
        properties.setProperty("allowPublicKeyRetrieval", "true");
        properties.setProperty("connectTimeout", CONNECT_MILLIS);
        properties.setProperty("socketTimeout", ANSWER_MILLIS);
        return JdbcTls.connect("jdbc:mysql://" + address + "/", properties, tls);
    }

    /** The driver's message without what it adds about itself. */
    static String reason(SQLException e) {
        boolean communication = e.getSQLState() != null && e.getSQLState().startsWith("08");
        Throwable deepest = e;
        while (communication && deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        String message = String.valueOf(deepest.getMessage()).strip();
        int line = message.indexOf('\n');
        String first = line < 0 ? message : message.substring(0, line);
        return deepest instanceof java.net.UnknownHostException ? "unknown host " + first : first;
    }

    /** The rows of a query, each as its values by column label; labels in any letter case. */
    static List<Map<String, String>> rows(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            List<Map<String, String>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, String> row = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String value = result.getString(i);
                    row.put(columns.getColumnLabel(i), value == null ? "" : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The first column of a query. */
    static List<String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (result.next()) {
                String value = result.getString(1);
                values.add(value == null ? "" : value);
            }
            return values;
        }
    }

    /** The global variables that the server has, by name. */
    static Map<String, String> variables(Connection connection) throws SQLException {
        Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map<String, String> row : rows(connection, "SHOW GLOBAL VARIABLES")) {
            variables.put(row.getOrDefault("Variable_name", ""), row.getOrDefault("Value", ""));
        }
        return variables;
    }
}
