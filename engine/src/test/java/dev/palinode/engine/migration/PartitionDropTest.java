package dev.palinode.engine.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.MigrationStatus;
import dev.palinode.engine.model.RowSet;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;
import java.util.Optional;

/** DROP PARTITION holds the rows, and its REVERT brings them back, whatever has been written since. */
final class PartitionDropTest {
    @OnEachServer
    void theRowsAreHeldAndComeBack(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            String rows = table.rows();
            String definition = table.definition();
            MigrationId id = table.done("DROP PARTITION p0");
            assertThat(table.plan(id)).isEqualTo(PartitionRoom.PLAN);
            assertThat(table.room.copy.calls()).isEmpty();
            assertThat(table.partitions()).isEqualTo("p1,p2");
            assertThat(table.rows()).isEqualTo("11/11/eleven/22,12/12/-/24,21/21/twentyone/42");
            List<String> held = table.room.row(id).artifacts();
            assertThat(held).hasSize(1);
            assertThat(table.room.value("SELECT GROUP_CONCAT(id ORDER BY id) FROM " + held.get(0)))
                    .isEqualTo("1,2");
            assertThat(listed(table, held.get(0))).containsExactly("HOLD", id.uuid(), "yes");
            MigrationId back = table.reverted(id);
            assertThat(table.plan(back)).isEqualTo(PartitionRoom.PLAN);
            assertThat(table.rows()).isEqualTo(rows);
            assertThat(table.definition()).isEqualTo(definition);
            assertThat(table.ids("p0")).isEqualTo("1,2");
            assertThat(listed(table, held.get(0))).containsExactly("HOLD", id.uuid(), "no");
        }
    }

    private static List<String> listed(PartitionRoom table, String name) {
        RowSet rows = table.room.engine().tableGc();
        return rows.rows().stream()
                .filter(row -> row.get(0).equals(Optional.of(name)))
                .map(row -> List.of(
                        row.get(1).orElse(""), row.get(6).orElse(""), row.get(7).orElse("")))
                .findFirst()
                .orElse(List.of());
    }

    @OnEachServer
    void revertsCanBeReverted(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            String rows = table.rows();
            String definition = table.definition();
            MigrationId last = table.done("DROP PARTITION p1");
            for (int i = 0; i < 2; i++) {
                last = table.reverted(last);
                assertThat(table.rows()).isEqualTo(rows);
                assertThat(table.definition()).isEqualTo(definition);
                last = table.reverted(last);
                assertThat(table.partitions()).isEqualTo("p0,p2");
                assertThat(table.rows()).isEqualTo("1/1/one/2,2/2/two/4,21/21/twentyone/42");
            }
            table.reverted(last);
            assertThat(table.rows()).isEqualTo(rows);
        }
    }

    @OnEachServer
    void whatTheNextPartitionHasTakenOverSinceGoesWhereItBelongs(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            String definition = table.definition();
            MigrationId id = table.done("DROP PARTITION p1");
            table.room.execute(
                    "INSERT INTO t (id, a, v) VALUES (13, 13, 'new'), (22, 22, 'other')",
                    "UPDATE t SET a = 15 WHERE id = 21");
            assertThat(table.ids("p2")).isEqualTo("13,21,22");
            MigrationId back = table.reverted(id);
            assertThat(table.definition()).isEqualTo(definition);
            assertThat(table.ids("p1")).isEqualTo("11,12,13,21");
            assertThat(table.ids("p2")).isEqualTo("22");
            assertThat(table.rows())
                    .isEqualTo("1/1/one/2,2/2/two/4,11/11/eleven/22,12/12/-/24,13/13/new/26,21/15/twentyone/30,"
                            + "22/22/other/44");
            table.reverted(back);
            assertThat(table.rows()).isEqualTo("1/1/one/2,2/2/two/4,22/22/other/44");
        }
    }

    @OnEachServer
    void aRowWithTheSameKeyAsOneThatIsHeldEndsTheRevertBeforeAnythingChanges(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            String rows = table.rows();
            MigrationId id = table.done("DROP PARTITION p1");
            table.room.execute("INSERT INTO t (id, a, v) VALUES (11, 11, 'again')");
            String now = table.rows();
            String definition = table.definition();
            MigrationId back = table.room.revert(id);
            table.room.await(back, MigrationStatus.FAILED);
            assertThat(table.room.message(back))
                    .contains("has the key of one that is held")
                    .contains("11-11");
            assertThat(table.rows()).isEqualTo(now);
            assertThat(table.definition()).isEqualTo(definition);
            table.room.execute("DELETE FROM t WHERE id = 11");
            table.reverted(id);
            assertThat(table.rows()).isEqualTo(rows);
        }
    }

    @OnEachServer
    void severalAtOnceTheLastAmongThem(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(
                server,
                " PARTITION BY RANGE COLUMNS (a) (PARTITION p0 VALUES LESS THAN (2), PARTITION p1 VALUES LESS THAN (11),"
                        + " PARTITION p2 VALUES LESS THAN (12) COMMENT = 'a, (b', PARTITION p3 VALUES LESS THAN (20),"
                        + " PARTITION p4 VALUES LESS THAN MAXVALUE)")) {
            String rows = table.rows();
            String definition = table.definition();
            MigrationId id = table.done("DROP PARTITION p0, p2, p4");
            assertThat(table.partitions()).isEqualTo("p1,p3");
            assertThat(table.rows()).isEqualTo("2/2/two/4,12/12/-/24");
            assertThat(table.room.row(id).artifacts()).hasSize(3);
            table.reverted(id);
            assertThat(table.rows()).isEqualTo(rows);
            assertThat(table.definition()).isEqualTo(definition);
        }
    }

    @OnEachServer
    void ofAListAndWithoutRows(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(
                server,
                " PARTITION BY LIST (a) (PARTITION p0 VALUES IN (1, 2), PARTITION p1 VALUES IN (3),"
                        + " PARTITION p2 VALUES IN (11, 12, 21))")) {
            String rows = table.rows();
            MigrationId id = table.done("DROP PARTITION p1");
            assertThat(table.room.row(id).artifacts()).isEmpty();
            assertThat(table.room.tables()).containsExactly("t");
            MigrationId both = table.reverted(id);
            table.reverted(both);
            MigrationId first = table.done("DROP PARTITION p0");
            table.reverted(first);
            assertThat(table.rows()).isEqualTo(rows);
            assertThat(table.partitions()).isEqualTo("p2,p0");
        }
    }

    @OnEachServer
    void numbersAreNotGivenOutAgain(TestServer server) throws Exception {
        try (PartitionRoom table = PartitionRoom.of(server)) {
            table.room.execute("INSERT INTO t (a) VALUES (25)", "INSERT INTO t (a) VALUES (26)");
            table.done("DROP PARTITION p2");
            table.room.execute("INSERT INTO t (a, v) VALUES (5, 'next')");
            assertThat(table.room.value("SELECT id FROM t WHERE v = 'next'")).isEqualTo("102");
        }
    }
}
