package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.db.Sql;
import dev.palinode.engine.migration.runner.CopyRunner.Phase;
import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Invariants 4 and 5: rows, progress and position are one; an engine whose lease was taken over commits nothing. */
final class FenceAndProgressTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7";

    private static void takeOver(AlterRoom room) throws SQLException {
        room.execute("UPDATE _vt.shard_lease SET epoch = epoch + 1 WHERE keyspace = '" + room.keyspace + "'");
    }

    @OnEachServer
    void anEngineWithoutTheLeaseCommitsNoChunk(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            holds.hold("copy.inserted");
            room.points = holds;
            MigrationId id = room.alter("t", ALTER);
            holds.awaitArrivals("copy.inserted", 2);
            takeOver(room);
            holds.release("copy.inserted");
            Thread.sleep(1500);
            assertThat(room.value("SELECT COUNT(*) FROM " + room.shadow(id).quoted()))
                    .isEqualTo("0");
            assertThat(room.value("SELECT SUM(rows_copied) FROM _vt.copy_state WHERE workflow = '" + id + "'"))
                    .isEqualTo("0");
        }
    }

    @OnEachServer
    void anEngineWithoutTheLeaseCommitsNoChange(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            Holds holds = new Holds();
            room.points = holds;
            MigrationId id = room.alter("t", ALTER);
            room.await(id, Phase.READY);
            holds.hold("apply.written");
            room.execute("UPDATE t SET v = 'late' WHERE id = 5");
            holds.awaitArrivals("apply.written", 1);
            String position = room.value("SELECT pos FROM _vt.vreplication WHERE workflow = '" + id + "'");
            takeOver(room);
            holds.release("apply.written");
            Thread.sleep(1500);
            assertThat(room.value("SELECT v FROM " + room.shadow(id).quoted() + " WHERE id = 5"))
                    .isEqualTo("x");
            assertThat(room.value("SELECT pos FROM _vt.vreplication WHERE workflow = '" + id + "'"))
                    .isEqualTo(position);
        }
    }

    @OnEachServer
    void anEngineWithoutTheLeaseDoesNotCutOver(TestServer server) throws Exception {
        for (String place : List.of("cutover.intent", "cutover.locked", "cutover.rename-queued")) {
            try (AlterRoom room = new AlterRoom(server)) {
                OnlineAlterTest.fill(room);
                Holds holds = new Holds();
                room.points = holds;
                MigrationId id = room.alter("t", ALTER);
                room.await(id, Phase.READY);
                holds.once(place, () -> takeOver(room));
                try {
                    assertThat(room.runner().cutOver(room.row(id)).swapped()).isFalse();
                } catch (SQLException e) {
                    assertThat(String.valueOf(e.getMessage())).contains("lease");
                }
                room.execute("INSERT INTO t VALUES (20000, 'free', 1)");
                assertThat(room.value("SELECT COUNT(*) FROM " + room.shadow(id).quoted()))
                        .startsWith("1000");
            }
        }
    }

    @OnEachServer
    void atEveryInstantTheStoredProgressIsThatOfTheRows(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server);
                Connection reader = room.connect()) {
            OnlineAlterTest.fill(room);
            room.points = name -> {
                if (name.equals("copy.inserted")) {
                    pause();
                }
            };
            MigrationId id = room.alter("t", ALTER);
            String count = "SELECT COUNT(*) FROM " + room.shadow(id).quoted();
            String recorded = "SELECT SUM(rows_copied) FROM _vt.copy_state WHERE workflow = '" + id + "'";
            List<String> seen = new ArrayList<>();
            while (!seen.contains("10000")) {
                try (var statement = reader.createStatement()) {
                    statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
                    String rows = text(reader, count);
                    assertThat(text(reader, recorded)).isEqualTo(rows);
                    seen.add(rows);
                    statement.execute("COMMIT");
                }
            }
            assertThat(seen.stream().distinct().count()).isGreaterThan(5);
            room.await(id, Phase.READY);
            positionsAgree(room, reader, id);
        }
    }

    /** Whether a row is in the target exactly when the stored position holds its transaction. */
    private static void positionsAgree(AlterRoom room, Connection reader, MigrationId id) throws Exception {
        List<Position> after = new ArrayList<>();
        after.add(room.db.with(room.db.dialect()::currentPosition));
        String highest =
                "SELECT IFNULL(MAX(id) - 20000, 0) FROM " + room.shadow(id).quoted() + " WHERE id > 20000";
        String position = "SELECT pos FROM _vt.vreplication WHERE workflow = '" + id + "'";
        for (int i = 1; i <= 60; i++) {
            room.execute("INSERT INTO t VALUES (" + (20_000 + i) + ", 'new', 1)");
            after.add(room.db.with(room.db.dialect()::currentPosition));
            try (var statement = reader.createStatement()) {
                statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
                int there = Integer.parseInt(text(reader, highest));
                Position stored = Position.parse(text(reader, position));
                statement.execute("COMMIT");
                for (int j = there + 1; j <= i; j++) {
                    assertThat(stored.contains(after.get(j))).isFalse();
                }
                assertThat(there > 0 && after.get(there - 1).contains(stored))
                        .as("row " + there + " is there, but not its position")
                        .isFalse();
            }
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> room.value(highest).equals("60"));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        return Sql.first(connection, sql, row -> row.getString(1)).orElseThrow();
    }

    private static void pause() {
        try {
            Thread.sleep(60);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
