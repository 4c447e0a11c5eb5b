package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;

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
    void twiceAndThreeTimesBack(TestServer server) throws Exception {
        try (Room room = Room.of(server);
                Traffic traffic = Traffic.on(room, Shape.plain());
                Client client = room.client()) {
            traffic.start();
            traffic.more();
            client.complete("ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7, MODIFY n BIGINT NOT NULL");
            String first = definition(room);
            traffic.more();
            String last = client.complete("ALTER TABLE t DROP COLUMN extra, ADD KEY by_v (v), MODIFY v VARCHAR(60)");
            String second = definition(room);
            assertThat(second).isNotEqualTo(first).contains("`by_v`").doesNotContain("`extra`");
            for (String expected : List.of(first, second, first)) {
                traffic.more();
                last = client.revert(last);
                assertThat(definition(room)).isEqualTo(expected);
            }
            traffic.more();
            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.differences()).isEmpty();
            assertThat(room.repaired()).isEqualTo("0");
        }
    }

    @OnEachServer
    void declaredChangedBackAndReverted(TestServer server) throws Exception {
        Shape shape = Shape.plain();
        try (Room room = Room.of(server);
                Traffic traffic = Traffic.on(room, shape);
                Client client = room.client()) {
            client.run("SET @@ddl_strategy = 'vitess --declarative'");
            String before = definition(room);
            traffic.start();
            traffic.more();
            String same = client.complete(shape.create());
            assertThat(client.show(same)).containsEntry("message", "no change");
            client.complete(shape.create().replace("n INT", "n BIGINT").replace("KEY (n)", "KEY (n), KEY by_v (v)"));
            String changed = definition(room);
            assertThat(changed).contains("`n` bigint", "KEY `by_v`");
            traffic.more();
            String back = client.complete(shape.create());
            assertThat(definition(room)).isEqualTo(before);
            traffic.more();
            client.revert(back);
            assertThat(definition(room)).isEqualTo(changed);
            traffic.more();
            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.differences()).isEmpty();
            assertThat(room.repaired()).isEqualTo("0");
        }
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
