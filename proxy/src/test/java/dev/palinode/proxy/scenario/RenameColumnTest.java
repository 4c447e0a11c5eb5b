package dev.palinode.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;

/** A column that gets another name keeps its values, and so do the rows that are written under the new name. */
class RenameColumnTest {
    private static void rename(TestServer server, String alter, String columns) throws Exception {
        try (Room room = Room.of(server);
                Traffic traffic = Traffic.nameless(room, Shape.renamed());
                Client client = room.client()) {
            traffic.start();
            traffic.more();
            String altered = client.complete("ALTER TABLE t " + alter);
            traffic.more();
            assertThat(room.rows("SELECT " + columns + " FROM t")).hasSizeGreaterThan(1000);
            String reverted = client.revert(altered);
            traffic.more();
            assertThat(room.rows("SELECT id, note, n FROM t")).hasSizeGreaterThan(1000);
            client.revert(reverted);
            traffic.more();
            assertThat(traffic.stop()).isEmpty();
            assertThat(traffic.differences(columns)).isEmpty();
            assertThat(room.repaired()).isEqualTo("0");
            client.revert(String.valueOf(client.like("complete").get(2).get("migration_uuid")));
            assertThat(traffic.differences()).isEmpty();
        }
    }

    @OnEachServer
    void renameColumn(TestServer server) throws Exception {
        rename(server, "RENAME COLUMN note TO remark", "id, remark, n");
    }

    @OnEachServer
    void changeNameAndType(TestServer server) throws Exception {
        rename(server, "CHANGE note remark VARCHAR(200), ADD KEY (remark)", "id, remark, n");
    }
}
