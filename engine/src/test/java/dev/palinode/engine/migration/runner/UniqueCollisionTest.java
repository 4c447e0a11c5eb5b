package dev.palinode.engine.migration.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.model.MigrationId;
import dev.palinode.engine.testing.OnEachCluster;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Invariant 1 with more unique keys than one: passing collisions are waited out, real ones end the migration. */
final class UniqueCollisionTest {
    private static final String ALTER = "ALTER TABLE t ADD COLUMN tier INT NOT NULL DEFAULT 7";
    private static final int WRITERS = 3;

    private static void fill(AlterRoom room) throws SQLException {
        OnlineAlterTest.fill(room);
        room.execute("UPDATE t SET n = id", "ALTER TABLE t ADD UNIQUE KEY n_idx (n)");
    }

    @OnEachServer
    void valuesSwappedBetweenFarApartRowsAllTheTimeAreCarried(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            fill(room);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicLong swaps = new AtomicLong();
            List<Thread> writers = new ArrayList<>();
            int[] model = new int[10_000];
            for (int w = 0; w < WRITERS; w++) {
                int remainder = w;
                Thread writer = new Thread(() -> swap(room, remainder, model, stop, swaps));
                writer.start();
                writers.add(writer);
            }
            MigrationId id = room.alter("t", ALTER);
            room.cutOver(id);
            MigrationId revert = room.revert(id);
            Thread.sleep(200);
            room.cutOver(revert);
            stop.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            assertThat(swaps.get()).isGreaterThan(100);
            try (Connection connection = room.connect();
                    Statement statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT id, n FROM t")) {
                int count = 0;
                while (rows.next()) {
                    count++;
                    assertThat(rows.getInt(2)).as("row " + rows.getInt(1)).isEqualTo(model[rows.getInt(1)]);
                }
                assertThat(count).isEqualTo(10_000);
            }
        }
    }

    /** Writer w owns the ids with remainder w; the value of an id is in the model once the server has said so. */
    private static void swap(AlterRoom room, int w, int[] model, AtomicBoolean stop, AtomicLong swaps) {
        Random random = new Random(w);
        for (int id = w; id < model.length; id += WRITERS) {
            model[id] = id;
        }
        try (Connection connection = room.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
            while (!stop.get()) {
                int a = random.nextInt(1000) * WRITERS + w;
                int b = (3000 - random.nextInt(1000)) * WRITERS + w;
                Thread.sleep(5);
                if (!swapped(statement, a, b, model, -1 - w)) {
                    continue;
                }
                int kept = model[a];
                model[a] = model[b];
                model[b] = kept;
                swaps.incrementAndGet();
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writers of a unique key can block each other: then it has not happened. */
    private static boolean swapped(Statement statement, int a, int b, int[] model, int free) throws SQLException {
        try {
            statement.execute("BEGIN");
            statement.execute("UPDATE t SET n = " + free + " WHERE id = " + a);
            statement.execute("UPDATE t SET n = " + model[a] + " WHERE id = " + b);
            statement.execute("UPDATE t SET n = " + model[b] + " WHERE id = " + a);
            statement.execute("COMMIT");
            return true;
        } catch (SQLException e) {
            assertThat(e.getErrorCode()).as("deadlock").isEqualTo(1213);
            return false;
        }
    }

    /** The copy meets a value that was handed on, before the applier has taken it from the row that had it. */
    @OnEachServer
    void aValueOfAPrefixThatWasHandedOnIsNoDuplicate(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            room.execute("UPDATE t SET v = CONCAT('v', id)", "ALTER TABLE t ADD UNIQUE KEY v_idx (v(20))");
            Holds holds = new Holds();
            holds.hold("copy.committed");
            holds.hold("apply.committed");
            room.points = holds;
            MigrationId id = room.alter("t", ALTER);
            holds.awaitArrivals("copy.committed", 2);
            room.execute("UPDATE t SET v = 'first' WHERE id = 0");
            holds.awaitArrivals("apply.committed", 1);
            room.execute("UPDATE t SET v = 'other' WHERE id = 0", "UPDATE t SET v = 'first' WHERE id = 9999");
            holds.release("copy.committed");
            await().atMost(Duration.ofSeconds(20)).until(UniqueCollisionTest::isColliding);
            holds.release("apply.committed");
            room.cutOver(id);
            assertThat(room.value("SELECT GROUP_CONCAT(v ORDER BY id) FROM t WHERE id IN (0, 9999)"))
                    .isEqualTo("other,first");
        }
    }

    private static boolean isColliding() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getMethodName().equals("inCopy"));
    }

    @OnEachServer
    void aDuplicateOfAPrefixEndsTheMigration(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            room.execute("UPDATE t SET v = CONCAT('v', id)");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD UNIQUE KEY n_idx (v(4))");
            assertThat(room.failure(id)).contains("Duplicate entry", "n_idx");
            untouched(room);
        }
    }

    @OnEachServer
    void aDuplicateThatIsThereEndsTheMigrationAndNamesBothRows(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            room.execute("UPDATE t SET n = id", "UPDATE t SET n = 17 WHERE id = 9000");
            MigrationId id = room.alter("t", "ALTER TABLE t ADD UNIQUE KEY n_idx (n)");
            assertThat(room.failure(id)).contains("id = 17").contains("id = 9000");
            untouched(room);
        }
    }

    @OnEachServer
    void aDuplicateThatIsWrittenAfterTheCopyEndsTheMigrationAndNamesBothRows(TestServer server) throws Exception {
        try (AlterRoom room = new AlterRoom(server)) {
            OnlineAlterTest.fill(room);
            room.execute("UPDATE t SET n = id");
            Holds holds = new Holds();
            holds.hold("verify.begin");
            room.points = holds;
            MigrationId id = room.alter("t", "ALTER TABLE t DROP KEY n, ADD UNIQUE KEY n_idx (n)");
            holds.awaitArrivals("verify.begin", 1);
            room.execute("UPDATE t SET n = 17 WHERE id = 9000");
            holds.release("verify.begin");
            assertThat(room.failure(id)).contains("id = 17").contains("id = 9000");
            untouched(room);
        }
    }

    /** A key's name may have a dot or a quote in it, and a value may look like the end of the message. */
    @OnEachServer
    void theKeyIsKnownWhateverItsNameAndTheValueAre(TestServer server) throws Exception {
        for (String name : List.of("a.b", "it's", "n")) {
            try (AlterRoom room = new AlterRoom(server)) {
                room.execute(
                        "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, x VARCHAR(40), KEY b (id))",
                        "INSERT INTO t VALUES (1, 'for key ''b'''), (2, 'other'), (3, 'for key ''b''')");
                MigrationId id = room.alter("t", "ALTER TABLE t ADD UNIQUE `" + name + "` (x)");
                assertThat(room.failure(id)).contains("id = 1").contains("id = 3");
            }
        }
    }

    /** Messages come in the server's language; the embedded server has but one. */
    @OnEachCluster
    void theKeyIsKnownOnAServerThatSpeaksGerman(TestServer.Flavour flavour) throws Exception {
        if (flavour == TestServer.Flavour.MARIADB) {
            return;
        }
        try (TestCluster cluster = TestCluster.of(flavour, 0);
                AlterRoom first = new AlterRoom(cluster.primary())) {
            first.execute("SET GLOBAL lc_messages = 'de_DE'");
            try (AlterRoom room = new AlterRoom(cluster.primary())) {
                room.execute(
                        "CREATE TABLE t (id INT NOT NULL PRIMARY KEY, x INT)", "INSERT INTO t VALUES (1, 7), (3, 7)");
                MigrationId id = room.alter("t", "ALTER TABLE t ADD UNIQUE (x)");
                assertThat(room.failure(id)).contains("Duplicate entry", "id = 1", "id = 3");
            }
        }
    }

    private static void untouched(AlterRoom room) throws SQLException {
        assertThat(room.value("SELECT COUNT(*) FROM t")).isEqualTo("10000");
        assertThat(room.value("SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE()"
                        + " AND table_name = 't' AND index_name = 'n_idx'"))
                .isEqualTo("0");
    }
}
