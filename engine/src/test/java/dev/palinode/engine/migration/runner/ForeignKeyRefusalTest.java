package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;

/** Parents, and children whose rows change without the binlog's knowing. */
final class ForeignKeyRefusalTest {
    private static final String ADD = "ALTER TABLE t ADD COLUMN w INT";

    @OnEachServer
    void aParentIsRefusedAlsoWithTheFlag(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY)",
                    "CREATE TABLE child (id INT PRIMARY KEY, CONSTRAINT of_t FOREIGN KEY (id) REFERENCES t (id))");
            String reason = "participates in a FOREIGN KEY constraint as the parent, of_t of " + room.keyspace;
            assertThatThrownBy(() -> room.alter("t", ADD)).hasMessageContaining(reason);
            assertThatThrownBy(() -> room.alterWith("--unsafe-allow-foreign-keys", "t", ADD))
                    .hasMessageContaining(reason);
        }
    }

    @OnEachServer
    void whatAnActionDoesIsInTheBinlogOrRefused(TestServer server) throws Exception {
        for (String action : List.of("ON DELETE CASCADE", "ON UPDATE CASCADE", "ON DELETE SET NULL")) {
            try (AlterRoom room = new AlterRoom(server)) {
                room.execute("CREATE TABLE parent (id INT PRIMARY KEY)", "INSERT INTO parent VALUES (1), (2), (3)");
                room.execute(
                        "CREATE TABLE t (id INT PRIMARY KEY, p INT, CONSTRAINT acts FOREIGN KEY (p) REFERENCES"
                                + " parent (id) " + action + ")",
                        "INSERT INTO t VALUES (1, 1), (2, 2), (3, 3)");
                boolean logged = !room.value("SHOW GLOBAL VARIABLES WHERE variable_name = 'innodb_native_foreign_keys'"
                                + " AND value = 'OFF'")
                        .equals("-");
                if (logged) {
                    followed(room, action);
                } else {
                    assertThatThrownBy(() -> room.alter("t", ADD))
                            .hasMessageContaining("Foreign key found with an action: `acts`")
                            .hasMessageContaining(action);
                }
            }
        }
    }

    /** What the server writes down is followed, there and back. */
    private static void followed(AlterRoom room, String action) throws Exception {
        MigrationId id = room.alter("t", ADD);
        room.await(id, CopyRunner.Phase.READY);
        String change = action.contains("DELETE") ? "DELETE FROM parent" : "UPDATE parent SET id = id + 10";
        room.execute(change + " WHERE id = 1");
        room.cutOver(id);
        room.execute(change + " WHERE id = 2");
        String rows = "SELECT GROUP_CONCAT(CONCAT(id, ':', IFNULL(p, '-')) ORDER BY id) FROM t";
        String after = room.value(rows);
        assertThat(after).doesNotContain(":1,", ":2,").endsWith("3:3");
        room.cutOver(room.revert(id));
        assertThat(room.value(rows)).isEqualTo(after);
        assertThat(room.verdict(id).repaired()).isZero();
    }

    @OnEachServer
    void anActionThatTheStatementBringsIsRefusedAsWell(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            ForeignKeyAlterTest.family(room);
            if (!server.name().toLowerCase(java.util.Locale.ROOT).contains("maria")) {
                return;
            }
            assertThatThrownBy(() -> room.alter(
                            "t", "ALTER TABLE t ADD FOREIGN KEY (v) REFERENCES parent (id) ON DELETE CASCADE"))
                    .hasMessageContaining("Foreign key found with an action");
            assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
        }
    }

    /** What is unsafe about the flag: nobody looks whether rows have parents. */
    @OnEachServer
    void underTheFlagNothingIsChecked(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            ForeignKeyAlterTest.family(room);
            room.execute("UPDATE t SET v = 77 WHERE id = 3");
            MigrationId id = room.alterWith(
                    "--unsafe-allow-foreign-keys",
                    "t",
                    "ALTER TABLE t ADD CONSTRAINT of_v FOREIGN KEY (v) REFERENCES" + " parent (id)");
            room.cutOver(id);
            assertThat(ForeignKeyAlterTest.keys(room)).contains("t.of_v");
            assertThat(room.value("SELECT v FROM t WHERE id = 3")).isEqualTo("77");
        }
    }
}
