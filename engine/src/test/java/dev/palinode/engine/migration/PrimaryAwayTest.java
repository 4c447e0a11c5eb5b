package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.EngineFault;
import dev.palinode.engine.MigrationEngine;
import dev.palinode.engine.PalinodeEngine;
import dev.palinode.engine.cutover.TrafficGate;
import dev.palinode.engine.migration.runner.CopyRunner;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import dev.palinode.engine.topo.Login;
import dev.palinode.engine.topo.ServerAddress;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

final class PrimaryAwayTest {
    @Test
    void aPrimaryThatWasKilledIsWaitedForAndTheMigrationGoesOn() throws Exception {
        try (TestCluster cluster = TestCluster.single();
                EngineRoom room = EngineRoom.of(cluster.primary())) {
            room.copy.script("t", FakeCopyRunner.reviewing(CopyRunner.Phase.COPY, 20));
            MigrationId id = room.submit("ALTER TABLE t ADD c INT");
            await().until(() -> room.copy.count("review", id) > 0);
            cluster.killPrimary();
            assertThatThrownBy(() -> room.control(MigrationEngine.Verb.COMPLETE, id))
                    .isInstanceOfSatisfying(
                            EngineFault.class,
                            fault -> assertThat(fault.kind()).isEqualTo(EngineFault.Kind.UNAVAILABLE));
            cluster.startPrimary();
            room.copy.script("t", new FakeCopyRunner.Script() {});
            room.complete(id);
        }
    }

    @Test
    void aPrimaryThatIsNotThereIsOneClearFault() {
        TestServer nowhere = new TestServer(
                "nowhere", TestServer.Flavour.MARIADB, new ServerAddress("127.0.0.1", 1), new Login("u", "p"));
        assertThatThrownBy(() -> PalinodeEngine.open(
                        EngineRoom.quick(),
                        Shards.topology(nowhere, "ks"),
                        TrafficGate.none(),
                        WorkingRunner::new,
                        InstantSource.system()))
                .isInstanceOfSatisfying(
                        EngineFault.class, fault -> assertThat(fault.kind()).isEqualTo(EngineFault.Kind.UNAVAILABLE));
    }

    @Test
    void closingIsPrompt() throws Exception {
        try (TestCluster cluster = TestCluster.single();
                EngineRoom room = EngineRoom.of(cluster.primary())) {
            MigrationId id = room.submit("CREATE TABLE t (id INT PRIMARY KEY)");
            room.complete(id);
            long began = System.nanoTime();
            room.stopEngine();
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
        }
    }
}
