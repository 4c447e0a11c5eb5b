package dev.palinode.engine.preflight;

import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.PromotionTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one look at a server saw.
 *
 * @param url how the server was named
 * @param identity the same for two names of one server
 * @param writable whether it takes writes of ordinary users
 * @param promotion when a server of the shard was promoted for the last time, as this one knows it ({@link PromotionTime})
 * @param source the server that it replicates from; empty when it does not, or does not tell us
 */
record ServerFacts(BackendUrl url, String identity, boolean writable, OptionalLong promotion, Optional<String> source) {
    /** No server knows all of these; the first one that is understood answers (names changed in MySQL 8.0.22). */
    private static final List<String> REPLICATION_STATUS =
            List.of("SHOW ALL SLAVES STATUS", "SHOW REPLICA STATUS", "SHOW SLAVE STATUS");

    private static final int ER_PARSE_ERROR = 1064;
    private static final int ER_SPECIFIC_ACCESS_DENIED_ERROR = 1227;

    static ServerFacts look(BackendUrl url) throws SQLException {
        try (Connection connection = Backends.connect(url.address(), url.login(), url.tls())) {
            Map<String, String> variables = Backends.variables(connection);
            String identity = variables.getOrDefault("server_uuid", "")
                    + " " + variables.getOrDefault("server_uid", "")
                    + " " + variables.getOrDefault("hostname", "")
                    + ":" + variables.getOrDefault("port", "")
                    + " " + variables.getOrDefault("datadir", "");
            boolean writable = isOff(variables.get("read_only")) && isOff(variables.get("innodb_read_only"));
            return new ServerFacts(url, identity, writable, PromotionTime.read(connection), source(connection));
        }
    }

    /** A variable that the server does not have is off. */
    private static boolean isOff(@org.jspecify.annotations.Nullable String value) {
        return value == null || value.equalsIgnoreCase("OFF") || value.equals("0");
    }

    private static Optional<String> source(Connection connection) throws SQLException {
        for (String query : REPLICATION_STATUS) {
            try {
                return Backends.rows(connection, query).stream()
                        .map(ServerFacts::sourceOf)
                        .filter(source -> !source.isEmpty())
                        .findFirst();
            } catch (SQLException e) {
                if (e.getErrorCode() == ER_SPECIFIC_ACCESS_DENIED_ERROR) {
                    return Optional.empty();
                }
                if (e.getErrorCode() != ER_PARSE_ERROR) {
                    throw e;
                }
            }
        }
        return Optional.empty();
    }

    private static String sourceOf(Map<String, String> row) {
        String host = row.getOrDefault("Source_Host", row.getOrDefault("Master_Host", ""));
        String port = row.getOrDefault("Source_Port", row.getOrDefault("Master_Port", ""));
        return host.isEmpty() ? "" : host + ":" + port;
    }

    /** Whether it lacks a promotion that others know of. */
    boolean isOlderThan(long newest) {
        return promotion.isPresent() && promotion.getAsLong() < newest;
    }

    /** Whether it knows of a promotion behind that one. */
    boolean isNewerThan(long known) {
        return promotion.isPresent() && promotion.getAsLong() > known;
    }

    /** For people. */
    String describe() {
        return url.address() + " is " + (writable ? "writable" : "read-only")
                + source.map(from -> ", replicates from " + from).orElse(", replicates from nobody");
    }
}
