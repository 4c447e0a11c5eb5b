package dev.palinode.engine.crash;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.health.LiveTopology;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The servers of an arena, also while they are down, and which of them is the primary: server 0, or who was promoted. Safe for many threads. */
final class ArenaServers implements AutoCloseable {
    private static final Login WRITER = new Login("writer", "writer");

    /** Between two looks of a writer at a primary that does not take writes. */
    private static final Duration PAUSE = Duration.ofMillis(300);

    private static final String ENGINES_CONNECTIONS =
            "SELECT id, CONCAT_WS(', ', id, host, command, time, state, info) AS line FROM information_schema.processlist"
                    + " WHERE user = 'driver'";

    private final List<TestServer> servers;
    private final String keyspace;
    private final List<Tablet> tablets;
    private volatile TestServer promoted;
    private volatile Optional<LiveTopology> live = Optional.empty();

    ArenaServers(TestCluster cluster, String keyspace) {
        this.servers = cluster.servers();
        this.keyspace = keyspace;
        this.promoted = servers.get(0);
        this.tablets = Proxy.tablets(servers.stream().map(TestServer::address).toList(), Arena.ENGINE);
    }

    /** From now on the primary is who is seen as it. */
    void follow() {
        live = Optional.of(Proxy.watch(keyspace, tablets));
    }

    LiveTopology topology() {
        return live.orElseThrow();
    }

    List<Tablet> tablets() {
        return tablets;
    }

    /** The same, with the present primary as such. */
    List<Tablet> present() {
        return topology().tablets();
    }

    TestServer primary() {
        return live.map(topology -> servers.get(Proxy.number(topology.primary().alias())))
                .orElse(promoted);
    }

    /**
     * A connection to the primary for writers. Where the primary is changed by command, they have an account that a
     * read-only server refuses, and wait until it takes writes.
     */
    Connection connectWriter() throws SQLException {
        TestServer primary = primary();
        if (live.isEmpty()) {
            return primary.connect(keyspace);
        }
        Connection connection =
                new TestServer(primary.name(), primary.flavour(), primary.address(), WRITER).connect(keyspace);
        if (Sql.first(connection, "SELECT @@GLOBAL.read_only", row -> row.getInt(1))
                .filter(on -> on == 0)
                .isEmpty()) {
            connection.close();
            LockSupport.parkNanos(PAUSE.toNanos());
            throw new SQLException(primary.address() + " is read-only");
        }
        return connection;
    }

    /** Makes the replica the primary, as a person does. */
    void promoteReplica() throws SQLException {
        TestServer replica = servers.get(1);
        replica.promote();
        promoted = replica;
    }

    /** All of the engines, at all servers that are up. */
    void killConnections() throws SQLException {
        for (TestServer server : live.isPresent() ? servers : List.of(promoted)) {
            try (Connection connection = server.connect("");
                    Statement statement = connection.createStatement()) {
                for (long id : Sql.query(connection, ENGINES_CONNECTIONS, row -> row.getLong(1))) {
                    kill(statement, id);
                }
            } catch (SQLException e) {
                if (live.isEmpty()) {
                    throw e;
                }
            }
        }
    }

    private static void kill(Statement statement, long id) {
        try {
            statement.execute("KILL " + id);
        } catch (SQLException e) {
            // It has gone meanwhile.
        }
    }

    /** The connections that the engines have at the server, also such as no engine knows of any more; what each does. */
    List<String> engineConnections() throws SQLException {
        if (live.isPresent()) {
            topology().close();
        }
        // A former primary replicates with the account that changed its role: those two dumps are the replicas'.
        String replicas = live.isPresent() ? " AND command NOT LIKE 'Binlog Dump%'" : "";
        List<String> open = new ArrayList<>();
        for (TestServer server : live.isPresent() ? servers : List.of(promoted)) {
            try (Connection connection = server.connect("")) {
                open.addAll(Sql.query(
                        connection,
                        ENGINES_CONNECTIONS + replicas,
                        row -> server.address() + ": " + row.getString("line")));
            }
        }
        return open;
    }

    @Override
    public void close() {
        live.ifPresent(LiveTopology::close);
    }
}
