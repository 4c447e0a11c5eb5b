package dev.palinode.engine.topo.health;

import dev.palinode.engine.dialect.Dialect;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.sidecar.throttle.Heartbeat;
import dev.palinode.engine.topo.PromotionTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Asks a server how it is. */
final class HealthReader {
    /** Short values only: SHOW VARIABLES cuts long ones off. */
    private static final String VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'server_id',"
            + " 'server_uuid', 'server_uid', 'read_only', 'super_read_only', 'innodb_read_only')";

    /** No server knows all of these; the first one that is understood answers (names changed in MySQL 8.0.22). */
    private static final List<String> REPLICATION_STATUS =
            List.of("SHOW ALL SLAVES STATUS", "SHOW REPLICA STATUS", "SHOW SLAVE STATUS");

    private static final int ER_PARSE_ERROR = 1064;
    private static final int ER_SPECIFIC_ACCESS_DENIED_ERROR = 1227;

    /** Unknown schema or table, or no right to read it: there is no heartbeat then. */
    private static final Set<Integer> NO_HEARTBEAT = Set.of(1049, 1146, 1044, 1142);

    private final Heartbeat heartbeat;

    HealthReader(String keyspace, String shard) {
        this.heartbeat = new Heartbeat(keyspace, shard);
    }

    /** Asks, by a few short statements. */
    ServerState read(Connection connection) throws SQLException {
        Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map<String, String> row : rows(connection, VARIABLES)) {
            variables.put(row.getOrDefault("Variable_name", ""), row.getOrDefault("Value", ""));
        }
        Dialect dialect = Dialect.of(connection);
        boolean superReadOnly = isOn(variables, "super_read_only");
        return new ServerState(
                dialect.name(),
                variables.getOrDefault("version", ""),
                variables.getOrDefault("server_uuid", variables.getOrDefault("server_uid", "")),
                variables.getOrDefault("server_id", ""),
                superReadOnly || isOn(variables, "read_only") || isOn(variables, "innodb_read_only"),
                superReadOnly,
                replication(connection),
                executed(connection, dialect),
                PromotionTime.read(connection),
                beat(connection));
    }

    /** A variable that the server does not have is off; MariaDB 12 has more than one kind of on. */
    private static boolean isOn(Map<String, String> variables, String name) {
        String value = variables.getOrDefault(name, "OFF");
        return !value.equalsIgnoreCase("OFF") && !value.equals("0");
    }

    private static Optional<Position> executed(Connection connection, Dialect dialect) throws SQLException {
        try {
            return Optional.of(dialect.currentPosition(connection));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private OptionalLong beat(Connection connection) throws SQLException {
        try {
            return heartbeat.read(connection);
        } catch (SQLException e) {
            if (NO_HEARTBEAT.contains(e.getErrorCode())) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private static List<ReplicationState> replication(Connection connection) throws SQLException {
        for (String query : REPLICATION_STATUS) {
            try {
                return rows(connection, query).stream()
                        .map(ReplicationState::of)
                        .filter(state -> !state.source().startsWith(":"))
                        .toList();
            } catch (SQLException e) {
                if (e.getErrorCode() == ER_SPECIFIC_ACCESS_DENIED_ERROR) {
                    return List.of(ReplicationState.HIDDEN);
                }
                if (e.getErrorCode() != ER_PARSE_ERROR) {
                    throw e;
                }
            }
        }
        return List.of();
    }

    private static List<Map<String, String>> rows(Connection connection, String sql) throws SQLException {
        List<Map<String, String>> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                Map<String, String> row = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String value = result.getString(i);
                    row.put(columns.getColumnLabel(i), value == null ? "" : value);
                }
                found.add(row);
            }
        }
        return found;
    }
}
