package dev.palinode.engine.reparent;

import static dev.palinode.engine.reparent.ReparentRig.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.reparent.member.Member;
import dev.palinode.engine.reparent.member.ReparentIntent;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** MariaDB deletes its relay log when replication by GTID is started while neither thread runs. */
class RelayLogTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String ONLY_HERE = "no other server that answers has it";

    @Test
    void whatReplicasHaveReceivedAndDoNotApplySurvivesARefusal() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            onReplicas(rig, "STOP SLAVE SQL_THREAD");
            String written = write(rig);
            rig.cluster.kill(0);
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK))
                    .hasMessageContaining("zone1-101: its SQL thread is stopped")
                    .hasMessageContaining("nothing was changed");
            assertReceived(rig, written);

            rig.cluster.server(1).execute("", "STOP SLAVE IO_THREAD");
            assertThatThrownBy(() -> rig.commands.startReplication("zone1-101")).hasMessageContaining(ONLY_HERE);
            assertReceived(rig, written);

            // The other one has received the same, so that the first one can be started anew.
            rig.cluster.server(2).execute("", "START SLAVE SQL_THREAD");
            assertThat(rig.commands.emergencyReparent(QUICK)).contains("zone1-102 is the primary");
            rig.insert(2, 3);
            await().atMost(SOON).untilAsserted(() -> assertThat(rig.ids(1)).isEqualTo(Set.of(1L, 2L, 3L)));
        }
    }

    @Test
    void whatIsLeftStoppedIsNamedAndCanBeApplied() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            List<Connection> lockers = lockOnReplicas(rig);
            String written = write(rig);
            rig.cluster.kill(0);

            // The SQL threads stop when the command has stopped the others already.
            rig.steps.set(name -> {
                if (name.equals("reparent.stopped")) {
                    letFail(rig, lockers);
                    throw new SQLException("the test wants it so");
                }
            });
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK))
                    .hasMessageContaining("the test wants it so")
                    .hasMessageContaining("WARNING: zone1-101 has received " + written)
                    .hasMessageContaining(ONLY_HERE);
            assertReceived(rig, written);

            // As docs/recovery.md has it.
            onReplicas(rig, "SET STATEMENT sql_log_bin = 0 FOR DELETE FROM ks.t");
            for (int i = 1; i <= 2; i++) {
                rig.cluster
                        .server(i)
                        .execute(
                                "",
                                "CHANGE MASTER TO RELAY_LOG_FILE = '" + status(rig, i, "Relay_Log_File")
                                        + "', RELAY_LOG_POS = " + status(rig, i, "Relay_Log_Pos"),
                                "START SLAVE SQL_THREAD");
                assertThat(status(rig, i, "Using_Gtid")).isEqualTo("No");
            }
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(rig.ids(1)).isEqualTo(Set.of(1L, 2L));
                assertThat(rig.ids(2)).isEqualTo(Set.of(1L, 2L));
            });
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK))
                    .hasMessageContaining("zone1-101: it does not replicate by GTID");
            onReplicas(rig, "STOP SLAVE", "CHANGE MASTER TO MASTER_USE_GTID = slave_pos", "START SLAVE");
            rig.steps.set(name -> {});
            assertThat(rig.commands.emergencyReparent(QUICK)).contains("zone1-101 is the primary");
            rig.insert(1, 3);
            await().atMost(SOON).untilAsserted(() -> assertThat(rig.ids(2)).isEqualTo(Set.of(1L, 2L, 3L)));
        }
    }

    @Test
    void anInterruptedCommandIsClearedAwayWithoutALoss() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            List<Connection> lockers = lockOnReplicas(rig);
            String written = write(rig);
            rig.cluster.kill(0);
            InterruptedReparentTest.killAt(rig, "stopped", () -> rig.commands.emergencyReparent(QUICK));
            letFail(rig, lockers);
            List<String> told = new ArrayList<>();
            // The watch of the rig itself may have been at it.
            await().atMost(SOON).until(() -> {
                told.addAll(InterruptedReparentTest.look(rig));
                return told.stream().anyMatch(line -> line.contains(ONLY_HERE)) || !isIntended(rig);
            });
            assertReceived(rig, written);
        }
    }

    /** Nobody can tell what it has received. */
    @Test
    void aReplicaWithoutGtidIsRefusedByName() throws Exception {
        try (ReparentRig rig = new ReparentRig(TestServer.Flavour.MARIADB)) {
            rig.cluster.server(2).execute("", "STOP SLAVE", "CHANGE MASTER TO MASTER_USE_GTID = no", "START SLAVE");
            String why = "zone1-102: it does not replicate by GTID";
            assertThatThrownBy(() -> rig.commands.plannedReparent(QUICK.to("zone1-101")))
                    .hasMessageContaining(why);
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK.to("zone1-101")))
                    .hasMessageContaining(why);
            rig.insert(0, 1);
            rig.cluster.kill(0);
            assertThatThrownBy(() -> rig.commands.emergencyReparent(QUICK))
                    .hasMessageContaining(why)
                    .hasMessageContaining("nothing was changed");
            assertThat(status(rig, 2, "Master_Port")).isEqualTo(status(rig, 1, "Master_Port"));
            assertThat(rig.commands.emergencyReparent(QUICK.ignoring(Set.of("zone1-102"))))
                    .contains("zone1-101 is the primary");
        }
    }

    private static void onReplicas(ReparentRig rig, String... statements) throws SQLException {
        for (int i = 1; i <= 2; i++) {
            rig.cluster.server(i).execute("", statements);
        }
    }

    /** Who applies rows there waits, and meets a duplicate when he goes on. */
    private static List<Connection> lockOnReplicas(ReparentRig rig) throws SQLException {
        List<Connection> lockers = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            Connection locker = rig.cluster.server(i).connect("ks");
            lockers.add(locker);
            try (Statement statement = locker.createStatement()) {
                statement.execute("LOCK TABLES t WRITE");
                statement.execute("SET SESSION sql_log_bin = 0");
                statement.execute("INSERT INTO t VALUES (1)");
            }
        }
        return lockers;
    }

    private static void letFail(ReparentRig rig, List<Connection> lockers) throws SQLException {
        for (Connection locker : lockers) {
            locker.close();
        }
        for (int i = 1; i <= 2; i++) {
            int replica = i;
            await().atMost(SOON)
                    .until(() -> status(rig, replica, "Slave_SQL_Running").equals("No"));
        }
    }

    /** Two rows, which both replicas receive. */
    private static String write(ReparentRig rig) throws SQLException {
        rig.insert(0, 1);
        rig.insert(0, 2);
        String written = rig.cluster.gtids(0);
        await().atMost(SOON).untilAsserted(() -> assertReceived(rig, written));
        assertThat(rig.cluster.gtids(1)).isNotEqualTo(written);
        return written;
    }

    private static void assertReceived(ReparentRig rig, String gtids) throws SQLException {
        for (int i = 1; i <= 2; i++) {
            assertThat(status(rig, i, "Gtid_IO_Pos")).isEqualTo(gtids);
        }
    }

    private static boolean isIntended(ReparentRig rig) throws SQLException {
        try (Member member = rig.member(1)) {
            return ReparentIntent.find(member).isPresent();
        }
    }

    private static String status(ReparentRig rig, int server, String column) throws SQLException {
        try (Connection connection = rig.cluster.server(server).connect("");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW SLAVE STATUS")) {
            assertThat(row.next()).isTrue();
            return String.valueOf(row.getString(column));
        }
    }
}
