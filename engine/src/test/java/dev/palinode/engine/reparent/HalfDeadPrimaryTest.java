package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.InterruptedReparentTest.killAt;
import static dev.palinode.engine.reparent.InterruptedReparentTest.look;
import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentJournal;
import dev.palinode.engine.testing.FlakyLink;
import dev.palinode.engine.testing.OnEachCluster;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A primary that answers, and takes no orders. */
class HalfDeadPrimaryTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @OnEachCluster
    void whoHoldsALockThereIsEnded(TestServer.Flavour flavour) throws Exception {
        try (ReparentRig rig = new ReparentRig(flavour);
                Connection locker = rig.cluster.primary().connect("ks");
                Statement statement = locker.createStatement()) {
            statement.execute("LOCK TABLES t WRITE");
            long begun = System.nanoTime();
            assertThat(rig.commands.emergencyReparent(QUICK))
                    .contains("zone1-101 is the primary", "zone1-100 replicates from zone1-101")
                    .anyMatch(line -> line.startsWith("WARNING: zone1-100 answers, but could not be made read-only: "));
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
            rig.insert(1, 1);
            rig.awaitEqual();
        }
    }

    /** What is sent there is not answered any more, as on a full disk. */
    @Test
    void oneThatCannotBeMadeReadOnlyIsReplacedAndFencedLater() throws Exception {
        try (TestCluster cluster = TestCluster.of(TestServer.Flavour.MARIADB, 2);
                FlakyLink link = FlakyLink.to(cluster.server(0).address())) {
            cluster.primary().execute("", "CREATE DATABASE ks", "CREATE TABLE ks.t (id INT PRIMARY KEY)");
            TabletProber prober = new TabletProber(IntStream.range(0, 3)
                    .mapToObj(i -> new BackendUrl(
                            cluster.server(i).login(),
                            i == 0 ? link.address() : cluster.server(i).address(),
                            "ks"))
                    .toList());
            StaticTopology topology = new StaticTopology("ks", prober.first(), prober::again);
            await().atMost(SOON)
                    .until(() -> cluster.gtids(1).equals(cluster.gtids(0))
                            && cluster.gtids(2).equals(cluster.gtids(0)));
            try (ShardCommands commands =
                    new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, name -> {}))) {
                link.cutAt("read_only = ON");
                List<String> told = commands.emergencyReparent(QUICK);
                assertThat(told)
                        .contains("zone1-101 is the primary", "zone1-102 replicates from zone1-101")
                        .anyMatch(
                                line -> line.startsWith("WARNING: zone1-100 answers, and cannot be made read-only: "));
                assertThat(isReadOnly(cluster, 0)).isFalse();
                cluster.server(1).execute("ks", "INSERT INTO t VALUES (1)");
                link.heal();
                await().atMost(SOON).ignoreExceptions().until(() -> isReadOnly(cluster, 0));
            }
        }
    }

    @OnEachCluster
    void oneThatIsFullIsReplacedAndFencedLater(TestServer.Flavour flavour) throws Exception {
        AtomicLong journaled = new AtomicLong();
        try (ReparentRig rig = new ReparentRig(flavour);
                ShardCommands commands = new ShardCommands(new ShardAccess(
                        rig.topology, rig.topology::refresh, budget -> journalAt(rig, journaled), name -> {}))) {
            rig.commands.close();
            Crowd crowd = new Crowd(rig.cluster.server(0));
            assertThat(commands.emergencyReparent(QUICK.to("zone1-101")))
                    .contains("zone1-101 is the primary", "zone1-102 replicates from zone1-101")
                    .noneMatch(line -> line.contains("zone1-100 is away"))
                    .anyMatch(line -> line.startsWith("WARNING: zone1-100 answers, and does not let us in: ")
                            && line.contains("Too many connections"));
            assertThat(journaled.get()).as("when the clients went on").isPositive();
            rig.insert(1, 1);
            crowd.close();
            rig.awaitEqual();
        }
    }

    /** One that is away may come back at any moment. */
    @Test
    void thePromotionIsNotedBeforeClientsGoOn() throws Exception {
        AtomicLong journaled = new AtomicLong();
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB);
                ShardCommands commands = new ShardCommands(new ShardAccess(
                        rig.topology, rig.topology::refresh, budget -> journalAt(rig, journaled), name -> {}))) {
            rig.cluster.kill(0);
            assertThat(commands.emergencyReparent(QUICK.to("zone1-101"))).contains("zone1-101 is the primary");
            assertThat(journaled.get()).as("when the clients went on").isPositive();
        }
    }

    /** A gate that looks, when it is opened, whether it can be told that the second server was promoted. */
    private static ShardGate.Hold journalAt(ReparentRig rig, AtomicLong journaled) {
        return new ShardGate.Hold() {
            @Override
            public List<String> blockers() {
                return List.of();
            }

            @Override
            public void close() {
                try (Member member = rig.member(1)) {
                    journaled.set(ReparentJournal.newest(member));
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** Who refuses the log-in may be as well as can be. */
    @Test
    void oneThatRefusesOurAccountIsNotReplaced() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB);
                Connection there = rig.cluster.server(0).connect("");
                Statement statement = there.createStatement()) {
            String user = rig.cluster.server(0).user();
            String account =
                    "'" + user + "'@'" + one(statement, "SELECT SUBSTRING_INDEX(CURRENT_USER(), '@', -1)") + "'";
            statement.execute("SET SESSION sql_log_bin = 0");
            statement.execute("ALTER USER " + account + " ACCOUNT LOCK");
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK.to("zone1-101")))
                    .hasMessageContaining("zone1-100 answers, and does not let us in: ")
                    .hasMessageContaining("mend that, or stop that server; nothing was changed");
            statement.execute("ALTER USER " + account + " ACCOUNT UNLOCK");
            rig.insert(0, 1);
            rig.awaitEqual();
        }
    }

    /** The process that began is dead, and the primary has come back since: it takes writes, though not ours. */
    @Test
    void whatWasInterruptedIsNotFinishedWhileTheFormerPrimaryIsFull() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            rig.cluster.kill(0);
            rig.commands.close();
            killAt(rig, "promote", () -> rig.commands.emergencyReparent(QUICK.to("zone1-101")));
            rig.cluster.start(0);
            try (Crowd crowd = new Crowd(rig.cluster.server(0))) {
                assertThat(look(rig))
                        .anyMatch(line -> line.contains("zone1-100 answers, and does not let us in: ")
                                && line.contains("Too many connections"));
                assertThat(rig.isReadOnly(1) && rig.isReadOnly(2)).isTrue();
            }
        }
    }

    /** All the connections that a server takes. */
    private static final class Crowd implements AutoCloseable {
        private static final int ER_CON_COUNT_ERROR = 1040;

        private final List<Connection> connections = new ArrayList<>();

        private Crowd(TestServer server) throws SQLException {
            server.execute("", "SET GLOBAL max_connections = 10");
            // Those who have just left may still be counted.
            await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> isFull(server));
        }

        private boolean isFull(TestServer server) throws SQLException {
            try {
                connections.add(server.connect(""));
                return false;
            } catch (SQLException e) {
                assertThat(e.getErrorCode()).isEqualTo(ER_CON_COUNT_ERROR);
                return true;
            }
        }

        @Override
        public void close() throws SQLException {
            for (Connection connection : connections) {
                connection.close();
            }
        }
    }

    private static String one(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static boolean isReadOnly(TestCluster cluster, int server) throws Exception {
        try (Connection connection = cluster.server(server).connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.read_only")) {
            return row.next() && !row.getString(1).matches("0|OFF");
        }
    }
}
