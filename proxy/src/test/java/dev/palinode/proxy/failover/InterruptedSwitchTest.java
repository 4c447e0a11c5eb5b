package dev.palinode.proxy.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.reparent.ReparentOptions;
import dev.palinode.engine.reparent.ShardCommands;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.time.Duration;

/** A process that changes the primary dies, when nobody takes writes. */
final class InterruptedSwitchTest {
    /** As after kill -9: nothing of the command catches it. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static void interrupt(Fleet fleet) {
        try (ShardCommands dying = fleet.commands(name -> {
            if (name.equals("reparent.caught-up")) {
                throw new Killed();
            }
        })) {
            assertThatThrownBy(() -> dying.plannedReparent(ReparentOptions.DEFAULTS))
                    .isInstanceOf(Killed.class);
        }
    }

    @OnEachCluster
    void clientsOfAnotherProxyOnlyWaitAndALoneProxyStarts(TestServer.Flavour flavour) throws Exception {
        try (Fleet fleet = new Fleet(flavour, 1)) {
            fleet.serve();
            try (Connection client = fleet.client(0)) {
                Fleet.run(client, "CREATE TABLE t (id INT PRIMARY KEY)");
                interrupt(fleet);
                for (int i = 0; i < 50; i++) {
                    Fleet.run(client, "INSERT INTO t VALUES (" + i + ")");
                }
                assertThat(Fleet.ask(client, "SELECT COUNT(*) FROM t")).isEqualTo("50");
                await().atMost(Duration.ofSeconds(30)).until(() -> !Fleet.isReadOnly(client));
            }
            fleet.stop(0);
            interrupt(fleet);
            fleet.serve();
            try (Connection client = fleet.client(0)) {
                Fleet.run(client, "INSERT INTO t VALUES (50)");
                assertThat(Fleet.ask(client, "SELECT @@server_id")).isEqualTo("101");
            }
        }
    }
}
