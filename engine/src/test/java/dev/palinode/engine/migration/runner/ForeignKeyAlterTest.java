package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;

/** Tables that refer to others: the new table has the same keys under the same names, and nothing else is bound by any. */
final class ForeignKeyAlterTest {
    static final String CHILD = "CREATE TABLE t (id INT PRIMARY KEY, p INT, q INT, v INT, KEY (p), KEY (q),"
            + " CONSTRAINT of_p FOREIGN KEY (p) REFERENCES parent (id),"
            + " FOREIGN KEY (q) REFERENCES parent (id) ON DELETE RESTRICT)";

    static void family(AlterRoom room) throws SQLException {
        room.execute(
                "CREATE TABLE parent (id INT PRIMARY KEY)",
                CHILD,
                "INSERT INTO parent VALUES (1), (2), (3), (4), (5), (6)",
                "INSERT INTO t VALUES (1, 1, 2, 1), (2, 2, NULL, 2), (3, NULL, NULL, 3), (4, 4, 4, 4)");
    }

    /** The constraints of the schema, with the tables that have them. */
    static String keys(AlterRoom room) throws SQLException {
        return room.value("SELECT GROUP_CONCAT(CONCAT(IF(table_name LIKE '%\\_vt\\_%', 'ours', table_name), '.',"
                + " constraint_name) ORDER BY 1 SEPARATOR ' ') FROM information_schema.referential_constraints"
                + " WHERE constraint_schema = DATABASE()");
    }

    static void refused(AlterRoom room, String sql, int errno) {
        assertThatThrownBy(() -> room.execute(sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(errno));
    }

    private static String definition(AlterRoom room) throws SQLException {
        return room.db.with(connection -> dev.palinode.engine.schema.SchemaReader.showCreate(
                connection, new dev.palinode.engine.model.TableName(room.keyspace, "t")));
    }

    @OnEachServer
    void keysAndNamesAreThereAgainAndTheOldTableBindsNobody(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            family(room);
            String before = definition(room);
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.await(id, Phase.READY);
            room.execute("DELETE FROM t WHERE id = 4", "DELETE FROM parent WHERE id = 4");
            room.cutOver(id);
            assertThat(keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
            assertThat(definition(room).replaceAll("  `w` int[^,]*,\n", "")).isEqualTo(before);
            room.execute("DELETE FROM t WHERE id = 1", "DELETE FROM parent WHERE id = 1");
            refused(room, "DELETE FROM parent WHERE id = 2", 1451);
            refused(room, "INSERT INTO t (id, p) VALUES (9, 4)", 1452);
            MigrationId revert = room.revert(id);
            room.await(revert, Phase.READY);
            room.execute("INSERT INTO t (id, p, q) VALUES (5, 5, 6)", "DELETE FROM t WHERE id = 2");
            room.execute("DELETE FROM parent WHERE id = 2");
            room.cutOver(revert);
            assertThat(definition(room)).isEqualTo(before);
            assertThat(keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
            assertThat(room.value("SELECT GROUP_CONCAT(CONCAT_WS(':', id, p, q) ORDER BY id) FROM t"))
                    .isEqualTo("3,5:5:6");
            room.execute("DELETE FROM parent WHERE id = 3");
            refused(room, "DELETE FROM parent WHERE id = 5", 1451);
            room.cutOver(room.revert(revert));
            assertThat(keys(room)).isEqualTo("t.of_p t.t_ibfk_1");
        }
    }

    /** Until the swap, a row that is gone from the table is gone for the parent as well. */
    @OnEachServer
    void theNewTableDoesNotBindTheParentWhileItLagsBehind(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            family(room);
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.await(id, Phase.READY);
            Holds holds = new Holds();
            holds.hold("apply.committed");
            room.points = holds;
            room.execute("UPDATE t SET v = 9 WHERE id = 2");
            holds.awaitArrivals("apply.committed", 1);
            room.execute("BEGIN", "DELETE FROM t WHERE id = 4", "DELETE FROM parent WHERE id = 4", "COMMIT");
            holds.release("apply.committed");
            room.cutOver(id);
            assertThat(room.value("SELECT GROUP_CONCAT(id ORDER BY id) FROM t")).isEqualTo("1,2,3");
        }
    }

    @OnEachServer
    void keysThatTheStatementDropsAndAdds(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            family(room);
            MigrationId id = room.alter(
                    "t",
                    "ALTER TABLE t DROP FOREIGN KEY of_p, DROP FOREIGN KEY t_ibfk_1,"
                            + " ADD CONSTRAINT of_p FOREIGN KEY (v) REFERENCES parent (id), CHANGE COLUMN q r INT,"
                            + " ADD FOREIGN KEY (r) REFERENCES parent (id)");
            room.cutOver(id);
            assertThat(keys(room)).isIn("t.of_p t.t_ibfk_1", "t.of_p t.t_ibfk_2");
            assertThat(room.value("SELECT removed_foreign_key_names FROM _vt.schema_migrations WHERE migration_uuid = '"
                            + id + "'"))
                    .isEqualTo("`of_p`");
            assertThat(room.value(
                            "SELECT revertible_notes FROM _vt.schema_migrations WHERE migration_uuid = '" + id + "'"))
                    .contains("foreign key dropped: `of_p`");
            refused(room, "INSERT INTO t (id, v) VALUES (9, 99)", 1452);
            refused(room, "INSERT INTO t (id, r) VALUES (9, 99)", 1452);
            room.execute("INSERT INTO t (id, p) VALUES (9, 99)");
            assertThatThrownBy(() -> room.revert(id)).hasMessageContaining("a row with p = 99 has no parent in");
            room.execute("UPDATE t SET p = 6 WHERE id = 9");
            room.cutOver(room.revert(id));
            assertThat(room.value("SELECT p FROM t WHERE id = 9")).isEqualTo("6");
            refused(room, "INSERT INTO t (id, p) VALUES (10, 99)", 1452);
            room.execute("INSERT INTO t (id, v) VALUES (10, 99)");
        }
    }

    @OnEachServer
    void aNewKeyIsNotBrokenByAnyRow(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            family(room);
            String add = "ALTER TABLE t ADD CONSTRAINT of_v FOREIGN KEY (v) REFERENCES parent (id)";
            room.execute("UPDATE t SET v = 77 WHERE id = 3");
            assertThatThrownBy(() -> room.alter("t", add))
                    .hasMessageContaining("a row with v = 77 has no parent in")
                    .hasMessageContaining("1452");
            room.execute("UPDATE t SET v = 3 WHERE id = 3");
            MigrationId late = room.alter("t", add);
            room.await(late, Phase.READY);
            room.execute("UPDATE t SET v = 78 WHERE id = 3");
            assertThat(room.runner().cutOver(room.row(late)).message()).contains("a row with v = 78 has no parent in");
            assertThat(room.failure(late)).contains("1452");
            room.execute("DELETE FROM parent WHERE id = 3", "UPDATE t SET v = 1 WHERE id = 3");
            room.runner().stop(room.row(late));
            MigrationId id = room.alter("t", add);
            room.cutOver(id);
            assertThat(keys(room)).isEqualTo("t.of_p t.of_v t.t_ibfk_1");
        }
    }

    @OnEachServer
    void aKeyToTheTableItself(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, up INT, CONSTRAINT tree FOREIGN KEY (up) REFERENCES t (id))",
                    "INSERT INTO t VALUES (1, NULL), (2, 1), (5, 1), (3, 2)",
                    "INSERT INTO t VALUES (4, 5)",
                    "UPDATE t SET up = 4 WHERE id = 3");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD COLUMN w INT");
            room.cutOver(id);
            assertThat(keys(room)).isEqualTo("t.tree");
            refused(room, "INSERT INTO t (id, up) VALUES (9, 99)", 1452);
            refused(room, "DELETE FROM t WHERE id = 4", 1451);
            room.execute("INSERT INTO t (id, up) VALUES (6, 3)", "DELETE FROM t WHERE id = 6");
            room.cutOver(room.revert(id));
            assertThat(keys(room)).isEqualTo("t.tree");
            refused(room, "DELETE FROM t WHERE id = 4", 1451);
        }
    }

    @OnEachServer
    void aKeyToTheTableItselfThatTheStatementAdds(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute(
                    "CREATE TABLE t (id INT PRIMARY KEY, up INT)", "INSERT INTO t VALUES (1, NULL), (3, 1), (2, 3)");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD CONSTRAINT tree FOREIGN KEY (up) REFERENCES t (id)");
            room.cutOver(id);
            assertThat(keys(room)).isEqualTo("t.tree");
            refused(room, "INSERT INTO t VALUES (9, 99)", 1452);
            refused(room, "DELETE FROM t WHERE id = 3", 1451);
            room.cutOver(room.revert(id));
            assertThat(keys(room)).isEqualTo("null");
            room.execute("INSERT INTO t VALUES (9, 99)");
            MigrationId never = room.alter("t", "ALTER TABLE t ADD CONSTRAINT tree FOREIGN KEY (up) REFERENCES t (id)");
            room.await(never, Phase.READY);
            assertThat(room.runner().cutOver(room.row(never)).message()).contains("a row with up = 99 has no parent");
        }
    }

    @OnEachServer
    void aKeyToTheTableItselfThatNeedsANewColumn(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            room.execute("CREATE TABLE t (id INT PRIMARY KEY, up INT)", "INSERT INTO t VALUES (1, NULL), (3, NULL)");
            MigrationId id = room.alter(
                    "t",
                    "ALTER TABLE t ADD COLUMN code INT, ADD UNIQUE KEY (code),"
                            + " ADD CONSTRAINT tree FOREIGN KEY (up) REFERENCES t (code)");
            room.cutOver(id);
            assertThat(keys(room)).isEqualTo("t.tree");
            room.execute("UPDATE t SET code = 5 WHERE id = 1", "UPDATE t SET up = 5 WHERE id = 3");
            refused(room, "UPDATE t SET up = 6 WHERE id = 3", 1452);
            refused(room, "UPDATE t SET code = 4 WHERE id = 1", 1451);
            room.cutOver(room.revert(id));
            assertThat(keys(room)).isEqualTo("null");
            assertThat(room.value("SELECT up FROM t WHERE id = 3")).isEqualTo("5");
        }
    }

    /** The server makes names of 64 characters at most out of those of tables. */
    @OnEachServer
    void aLongNameLeavesRoomForTheKeys(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            String name = "n".repeat(56);
            room.execute(
                    "CREATE TABLE parent (id INT PRIMARY KEY)",
                    "CREATE TABLE " + name + " (id INT PRIMARY KEY, FOREIGN KEY (id) REFERENCES parent (id))");
            MigrationId id = room.alter(name, "ALTER TABLE " + name + " ADD COLUMN w INT");
            room.cutOver(id);
            assertThat(keys(room)).isEqualTo(name + "." + name + "_ibfk_1");
            room.cutOver(room.revert(id));
            assertThat(keys(room)).isEqualTo(name + "." + name + "_ibfk_1");
        }
    }
}
