package dev.palinode.engine.preflight;

import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ServerAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the replicas of a server may be found. A replica tells its source its name only if {@code report_host} is set;
 * otherwise the source knows from which host its binlog is read, and not at which port that host listens.
 *
 * @param named addresses that replicas have given
 * @param guessed hosts that read the binlog, at ports that are likely
 */
record ReplicaList(Set<ServerAddress> named, Set<ServerAddress> guessed) {
    /** The first one that the server understands answers; MariaDB has the first and the last, MySQL the second. */
    private static final List<String> REPLICAS = List.of("SHOW REPLICA HOSTS", "SHOW REPLICAS", "SHOW SLAVE HOSTS");

    /**
     * Asks a server.
     *
     * @param ownPort where it listens; replicas often do at the same
     * @param notes gets what the account may not see
     */
    static ReplicaList read(Connection connection, int ownPort, List<String> notes) {
        Set<ServerAddress> named = new LinkedHashSet<>();
        Set<Integer> ports = new LinkedHashSet<>();
        List<Map<String, String>> replicas = replicas(connection, notes);
        for (Map<String, String> row : replicas) {
            String host = row.getOrDefault("Host", "");
            int port = Integer.parseInt(row.getOrDefault("Port", "0"));
            if (port > 0 && host.isEmpty()) {
                ports.add(port);
            } else if (port > 0) {
                named.add(new ServerAddress(host, port));
            }
        }
        Set<ServerAddress> guessed = new LinkedHashSet<>();
        if (named.isEmpty() || !ports.isEmpty()) {
            ports.add(ownPort);
            ports.add(BackendUrl.DEFAULT_PORT);
            readers(connection, notes)
                    .forEach(host -> ports.forEach(port -> guessed.add(new ServerAddress(host, port))));
        }
        guessed.removeAll(named);
        return new ReplicaList(named, guessed);
    }

    private static List<Map<String, String>> replicas(Connection connection, List<String> notes) {
        SQLException last = new SQLException("it has no replicas");
        for (String query : REPLICAS) {
            try {
                return Backends.rows(connection, query);
            } catch (SQLException e) {
                last = e;
            }
        }
        notes.add("replicas are not shown: " + Backends.reason(last));
        return List.of();
    }

    /** The hosts that read the binlog. */
    private static Set<String> readers(Connection connection, List<String> notes) {
        Set<String> hosts = new LinkedHashSet<>();
        try {
            for (Map<String, String> row : Backends.rows(connection, "SHOW PROCESSLIST")) {
                String host = row.getOrDefault("Host", "");
                if (row.getOrDefault("Command", "").startsWith("Binlog Dump") && host.contains(":")) {
                    hosts.add(host.substring(0, host.lastIndexOf(':')));
                }
            }
        } catch (SQLException e) {
            notes.add("processes are not shown: " + Backends.reason(e));
        }
        return hosts;
    }
}
