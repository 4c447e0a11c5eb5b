package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;

/** ALTER, its revert, and the revert of that, while several clients write. */
class AlterTrafficTest {
    /** Alters with traffic on, takes it back, and takes that back; nobody is to notice. */
    private static void thereAndBackAgain(TestServer server, Shape shape, String alter) throws Exception {
        try (Room room = Room.of(server);
                Traffic traffic = Traffic.on(room, shape);
                Client client = room.client()) {
            String before = definition(room);
            traffic.start();
            traffic.more();
            String altered = client.complete("ALTER TABLE t " + alter);
            String after = definition(room);
            assertThat(after).isNotEqualTo(before);
            traffic.more();
            String reverted = client.revert(altered);
            assertThat(definition(room)).isEqualTo(before);
            traffic.more();
            client.revert(reverted);
            assertThat(definition(room)).isEqualTo(after);
            traffic.more();
            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.differences()).isEmpty();
            assertThat(room.repaired()).isEqualTo("0");
        }
    }

    static String definition(Room room) throws Exception {
        return room.rows("SHOW CREATE TABLE t").get(0).replaceAll(" AUTO_INCREMENT=\\d+", "");
    }

    @OnEachServer
    void addAndDropColumns(TestServer server) throws Exception {
        thereAndBackAgain(server, Shape.plain(), "ADD COLUMN tier INT NOT NULL DEFAULT 7 AFTER id, DROP COLUMN extra");
    }

    @OnEachServer
    void widenTheKey(TestServer server) throws Exception {
        thereAndBackAgain(
                server, Shape.plain(), "MODIFY id BIGINT NOT NULL, MODIFY n BIGINT NOT NULL, MODIFY v VARCHAR(300)");
    }

    @OnEachServer
    void anotherPrimaryKey(TestServer server) throws Exception {
        thereAndBackAgain(
                server, Shape.keyThatChanges(), "DROP PRIMARY KEY, ADD PRIMARY KEY (n, id), ADD UNIQUE KEY (id)");
    }

    @OnEachServer
    void anotherCharset(TestServer server) throws Exception {
        thereAndBackAgain(server, Shape.textKey(), "CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin, ADD KEY (n)");
    }

    @OnEachServer
    void keyOfText(TestServer server) throws Exception {
        thereAndBackAgain(server, Shape.textKey(), "ADD COLUMN tier INT NOT NULL DEFAULT 7");
    }

    @OnEachServer
    void compositeKey(TestServer server) throws Exception {
        thereAndBackAgain(server, Shape.compositeKey(), "MODIFY a BIGINT NOT NULL, ADD KEY (v)");
    }

    @OnEachServer
    void uniqueValuesThatAreHandedOn(TestServer server) throws Exception {
        thereAndBackAgain(server, Shape.handedOn(), "MODIFY u BIGINT, ADD COLUMN tier INT NOT NULL DEFAULT 7");
    }
}
