package dev.palinode.engine.throttle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.sidecar.setup.SidecarSchema;
import dev.palinode.engine.sidecar.throttle.Heartbeat;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ServerAddress;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The server stands in for a replica. */
final class ReplicaProbeTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** The look waits for a table that somebody has locked. */
    @OnEachServer
    void aLookThatIsUnderWayAtTheRestLeavesNoConnection(TestServer server) throws Exception {
        String keyspace = server.newSchema();
        ExecutorService looker = Executors.newCachedThreadPool();
        try (Db db = Shards.db(server);
                Connection locker = db.dedicated()) {
            SidecarSchema.ensure(db);
            ReplicaProbe probe = probe(server, server.address(), keyspace);
            Sql.update(locker, "LOCK TABLES _vt.heartbeat WRITE");
            Future<?> look = probe.look(looker).orElseThrow();
            long id = await().atMost(SOON)
                    .until(() -> readers(locker, keyspace), found -> found.size() == 1)
                    .get(0);
            probe.rest(looker);
            Sql.update(locker, "UNLOCK TABLES");
            look.get(SOON.toSeconds(), TimeUnit.SECONDS);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Sql.query(
                                    locker,
                                    "SELECT id FROM information_schema.processlist WHERE id = ?",
                                    row -> row.getLong(1),
                                    id))
                            .isEmpty());
            assertThat(probe.isNew()).isTrue();
        } finally {
            looker.shutdownNow();
        }
    }

    @OnEachServer
    void oneThatIsConnectingAtTheRestLeavesNoConnection(TestServer server) throws Exception {
        ExecutorService looker = Executors.newCachedThreadPool();
        try (FlakyLink link = FlakyLink.to(server.address())) {
            ReplicaProbe probe = probe(server, link.address(), server.newSchema());
            link.cut();
            Future<?> look = probe.look(looker).orElseThrow();
            await().atMost(SOON).until(() -> link.connections() == 1);
            probe.rest(looker);
            link.heal();
            look.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(probe.isNew()).isTrue();
            await().atMost(SOON).until(() -> link.connections() == 0);
        } finally {
            looker.shutdownNow();
        }
    }

    private static ReplicaProbe probe(TestServer server, ServerAddress address, String keyspace) {
        return new ReplicaProbe(
                new Tablet("test-2", address, TabletType.REPLICA, server.login()),
                new Heartbeat(keyspace, "0"),
                new Beats());
    }

    private static List<Long> readers(Connection connection, String keyspace) throws SQLException {
        return Sql.query(
                connection,
                "SELECT id FROM information_schema.processlist WHERE info LIKE ? AND id <> CONNECTION_ID()",
                row -> row.getLong(1),
                "SELECT ts FROM _vt.heartbeat%" + keyspace + "%");
    }
}
