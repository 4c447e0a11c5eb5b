package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

/** {@code --reverse-window} and VERIFY through the proxy, while several clients write. */
class ReverseWindowTrafficTest {
    /** Alters, verifies, and takes back what is kept revertible, twice; nobody is to notice. */
    private static void keptRevertible(TestServer server, Shape shape, String alter) throws Exception {
        try (Room room = Room.of(server);
                Traffic traffic = Traffic.on(room, shape);
                Client client = room.client()) {
            String before = AlterTrafficTest.definition(room);
            traffic.start();
            client.run("SET ddl_strategy = 'vitess --reverse-window=1h'");
            String altered = client.complete("ALTER TABLE t " + alter);
            client.await(altered, "revertible", "yes");
            traffic.more();
            client.run("ALTER VITESS_MIGRATION '" + altered + "' VERIFY");
            client.await(altered, "verification", "passed");
            traffic.more();
            String reverted = client.revert(altered);
            assertThat(AlterTrafficTest.definition(room)).isEqualTo(before);
            client.await(altered, "revertible", "no");
            client.await(reverted, "revertible", "yes");
            traffic.more();
            client.revert(reverted);
            traffic.more();
            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.differences()).isEmpty();
            assertThat(room.repaired()).isEqualTo("0");
        }
    }

    @OnEachServer
    void columnsThatComeAndGo(TestServer server) throws Exception {
        keptRevertible(server, Shape.plain(), "ADD COLUMN tier INT NOT NULL DEFAULT 7 AFTER id, DROP COLUMN extra");
    }

    @OnEachServer
    void anotherPrimaryKey(TestServer server) throws Exception {
        keptRevertible(
                server, Shape.keyThatChanges(), "DROP PRIMARY KEY, ADD PRIMARY KEY (n, id), ADD UNIQUE KEY (id)");
    }

    @OnEachServer
    void aKeyOfText(TestServer server) throws Exception {
        keptRevertible(server, Shape.textKey(), "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, ADD KEY (n)");
    }

    @OnEachServer
    void badValuesAreRefusedWhenTheyAreSet(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Client client = room.client()) {
            for (String value : new String[] {"1d", "-1s", "9000h", "x"}) {
                assertThatThrownBy(() -> client.run("SET ddl_strategy = 'vitess --reverse-window=" + value + "'"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("invalid duration in --reverse-window=" + value);
            }
        }
    }
}
