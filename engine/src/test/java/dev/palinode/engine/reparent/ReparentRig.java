package dev.palinode.engine.reparent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.BackendUrl;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.StaticTopology;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;

/** A primary and two replicas of it, zone1-100 to zone1-102, and the commands that change their roles. */
final class ReparentRig implements AutoCloseable {
    static final ReparentOptions QUICK = ReparentOptions.DEFAULTS.waiting(Duration.ofSeconds(10));

    final TestCluster cluster;
    final StaticTopology topology;
    final ShardCommands commands;
    final AtomicReference<Steps> steps = new AtomicReference<>(name -> {});

    ReparentRig(TestServer.Flavour flavour) throws Exception {
        this.cluster = TestCluster.of(flavour, 2);
        TabletProber prober = new TabletProber(cluster.servers().stream()
                .map(server -> new BackendUrl(server.login(), server.address(), "ks"))
                .toList());
        cluster.primary().execute("", "CREATE DATABASE ks", "CREATE TABLE ks.t (id BIGINT PRIMARY KEY)");
        this.topology = new StaticTopology("ks", prober.first(), prober::again);
        this.commands = new ShardCommands(new ShardAccess(
                topology, topology::refresh, ShardGate.NONE, name -> steps.get().reached(name)));
        awaitEqual();
    }

    /** The number of the server that the topology holds for the primary. */
    int primary() {
        return number(topology.primary().alias());
    }

    static int number(String alias) {
        return Integer.parseInt(alias.substring("zone1-".length())) - 100;
    }

    static String alias(int number) {
        return "zone1-" + (100 + number);
    }

    void insert(int server, long id) throws SQLException {
        cluster.server(server).execute("ks", "INSERT INTO t VALUES (" + id + ")");
    }

    Set<Long> ids(int server) throws SQLException {
        Set<Long> ids = new TreeSet<>();
        try (Connection connection = cluster.server(server).connect("ks");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    boolean isReadOnly(int server) throws SQLException {
        try (Member member = member(server)) {
            return member.isReadOnly();
        }
    }

    Member member(int server) throws SQLException {
        return Member.connect(topology.tablets().get(server));
    }

    /** Until all three have the same, one takes writes, and the two others are read-only and follow it. */
    void awaitEqual() {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            for (int i = 0; i < 3; i++) {
                assertThat(cluster.gtids(i)).isEqualTo(cluster.gtids(primary()));
            }
            assertHealthy(0, 1, 2);
        });
    }

    /** The primary takes writes, and the others of these are read-only and follow it. */
    void assertHealthy(int... servers) throws SQLException {
        String identity;
        try (Member member = member(primary())) {
            identity = member.identity();
        }
        for (int server : servers) {
            try (Member member = member(server)) {
                assertThat(member.isReadOnly()).as(member.alias()).isEqualTo(server != primary());
                assertThat(member.status().isPresent()).as(member.alias()).isEqualTo(server != primary());
                if (server != primary()) {
                    assertThat(member.status().orElseThrow().trouble()).doesNotContain(":");
                    assertThat(member.status().orElseThrow().healthy())
                            .as(member.alias())
                            .isTrue();
                    assertThat(member.status().orElseThrow().source()).isEqualTo(identity);
                }
            }
        }
    }

    @Override
    public void close() {
        commands.close();
        cluster.close();
    }
}
