package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.Set;

/** Clients that write to parent and child while the child is copied, swapped, reverted, and swapped again. */
final class ForeignKeyTrafficTest {
    private static final String CONTENTS = "SELECT GROUP_CONCAT(CONCAT(id, ':', p) ORDER BY id) FROM t";
    private static final String ORPHANS =
            "SELECT COUNT(*) FROM t WHERE NOT EXISTS (SELECT 1 FROM parent WHERE parent.id = t.p)";

    private static void family(AlterRoom room) throws SQLException {
        room.execute(
                "SET GLOBAL group_concat_max_len = 10000000",
                "CREATE TABLE parent (id INT PRIMARY KEY)",
                "CREATE TABLE t (id INT PRIMARY KEY, p INT NOT NULL, v INT NOT NULL,"
                        + " CONSTRAINT of_p FOREIGN KEY (p) REFERENCES parent (id))");
    }

    private static void thereAndBack(AlterRoom room, FamilyWriters writers) throws Exception {
        writers.awaitCommits(200);
        MigrationId last = room.alter("t", "ALTER TABLE t ADD COLUMN w INT NOT NULL DEFAULT 3");
        for (int i = 0; i < 4; i++) {
            writers.awaitCommits(100);
            OftenEnough.cutOver(room, last);
            assertThat(ForeignKeyAlterTest.keys(room)).startsWith("t.of_p").doesNotContain("ours");
            writers.awaitCommits(100);
            last = room.revert(last);
        }
        OftenEnough.cutOver(room, last);
        writers.awaitCommits(100);
    }

    /** Clients of the proxy, also while attempts are given up. */
    @OnEachServer
    void whoeverIsHeldByTheGateNoticesNothing(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            family(room);
            try (FamilyWriters writers = new FamilyWriters(room, 4, false, Set.of())) {
                room.gate = writers.gate();
                thereAndBack(room, writers);
                String told = writers.stop();
                assertThat(writers.errors()).isEmpty();
                assertThat(room.value(CONTENTS)).isEqualTo(told);
                assertThat(room.value(ORPHANS)).isEqualTo("0");
                assertThat(ForeignKeyAlterTest.keys(room)).isEqualTo("t.of_p");
            }
        }
    }

    /** Around the proxy: a client may meet a deadlock, or a parent that is bound for a moment; nothing else. */
    @OnEachServer
    void whoeverGoesRoundTheGateLosesNothing(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            family(room);
            try (FamilyWriters writers = new FamilyWriters(room, 4, true, Set.of(1213, 1205, 1451))) {
                thereAndBack(room, writers);
                String told = writers.stop();
                assertThat(writers.errors()).isEmpty();
                assertThat(room.value(CONTENTS)).isEqualTo(told);
                assertThat(room.value(ORPHANS)).isEqualTo("0");
            }
        }
    }
}
