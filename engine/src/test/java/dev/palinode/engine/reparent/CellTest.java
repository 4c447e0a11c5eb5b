package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.preflight.TabletProber;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.ShardGate;
import dev.palinode.engine.topo.StaticTopology;
import dev.palinode.engine.topo.Tablet;
import dev.palinode.engine.topo.TabletType;
import dev.palinode.engine.topo.store.ShardRecord;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who becomes the primary, of replicas in several cells. */
class CellTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    /** A primary in zone1, a replica in zone2, and one in zone1. */
    private static final class Cells implements AutoCloseable {
        final TestCluster cluster;
        final StaticTopology topology;
        final ShardCommands commands;

        Cells() throws Exception {
            cluster = TestCluster.of(TestServer.Flavour.MARIADB, 2);
            cluster.primary().execute("", "CREATE DATABASE ks", "CREATE TABLE ks.t (id INT PRIMARY KEY)");
            List<Tablet> tablets = List.of(
                    tablet("zone1-100", 0, TabletType.PRIMARY),
                    tablet("zone2-101", 1, TabletType.REPLICA),
                    tablet("zone1-102", 2, TabletType.REPLICA));
            TabletProber prober = TabletProber.following("ks", () -> tablets, () -> ShardRecord.EMPTY);
            topology = new StaticTopology("ks", tablets, prober::again);
            commands = new ShardCommands(new ShardAccess(topology, topology::refresh, ShardGate.NONE, name -> {}));
            awaitEqual();
        }

        private Tablet tablet(String alias, int server, TabletType type) {
            return new Tablet(
                    alias,
                    cluster.server(server).address(),
                    type,
                    cluster.server(server).login());
        }

        void awaitEqual() {
            await().atMost(SOON)
                    .until(() -> cluster.gtids(1).equals(cluster.gtids(0))
                            && cluster.gtids(2).equals(cluster.gtids(0)));
        }

        @Override
        public void close() {
            commands.close();
            cluster.close();
        }
    }

    @Test
    void thePlannedOneStaysInItsCellUnlessItMayLeaveIt() throws Exception {
        try (Cells cells = new Cells()) {
            assertThat(cells.commands.plannedReparent(QUICK)).contains("zone1-102 is the primary");
            // Who is named may be anywhere.
            assertThat(cells.commands.plannedReparent(QUICK.inItsCell().to("zone2-101")))
                    .contains("zone2-101 is the primary");
            for (Runnable command : List.<Runnable>of(
                    () -> cells.commands.plannedReparent(QUICK.inItsCell()),
                    () -> cells.commands.emergencyReparent(QUICK.inItsCell()))) {
                assertThatThrownBy(command::run)
                        .isInstanceOf(EngineFault.class)
                        .hasMessage("the cell zone2 has no replica that could become the primary; other cells have"
                                + " zone1-100, zone1-102, one of which --new-primary may name; nothing was changed");
            }
            assertThat(cells.topology.primary().alias()).isEqualTo("zone2-101");
            cells.awaitEqual();
            assertThat(cells.commands.plannedReparent(QUICK))
                    .anyMatch(line -> line.startsWith("zone1-") && line.endsWith(" is the primary"));
        }
    }

    @Test
    void inNeedOneOfTheCellIsPreferredAmongEquals() throws Exception {
        try (Cells cells = new Cells()) {
            cells.cluster.kill(0);
            assertThatThrownBy(() -> cells.commands.emergencyReparent(QUICK.expecting("zone1-102")))
                    .hasMessage("zone1-100 is the primary, and not zone1-102; nothing was changed");
            assertThat(cells.commands.emergencyReparent(QUICK)).contains("zone1-102 is the primary");
        }
    }

    @Test
    void inNeedTheMostAdvancedIsChosenAndGivesTheRestToTheCellsOwnIfThatMustBeIt() throws Exception {
        try (Cells cells = new Cells()) {
            cells.commands.stopReplication("zone1-102");
            cells.cluster.primary().execute("ks", "INSERT INTO t VALUES (1)");
            await().atMost(SOON).until(() -> rows(cells, 1) == 1);
            cells.cluster.kill(0);
            assertThat(cells.commands.emergencyReparent(QUICK.inItsCell())).contains("zone1-102 is the primary");
            assertThat(rows(cells, 2)).isEqualTo(1);
        }
    }

    private static int rows(Cells cells, int server) throws Exception {
        try (Connection connection = cells.cluster.server(server).connect("ks");
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT COUNT(*) FROM t")) {
            count.next();
            return count.getInt(1);
        }
    }
}
