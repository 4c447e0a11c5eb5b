package dev.palinode.engine.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a stream delivers: every change of the table once, in order, with positions to go on from. */
final class BinlogSourceTest {
    @OnEachServer
    void deliversInsertsUpdatesAndDeletes(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(10))");
            Position start = rig.now();
            rig.run("INSERT INTO t VALUES (1, 'a'), (2, NULL)", "UPDATE t SET v = 'b'", "DELETE FROM t WHERE id = 2");
            assertThat(told(rig.events(rig.table("t"), start, rig.now())))
                    .containsExactly(
                            "- -> 1 'a'",
                            "- -> 2 NULL",
                            "commit",
                            "1 'a' -> 1 'b'",
                            "2 NULL -> 2 'b'",
                            "commit",
                            "2 'b' -> -",
                            "commit");
        }
    }

    @OnEachServer
    void resumesWithoutLosingOrDoubling(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE other (id INT PRIMARY KEY)");
            Position position = rig.now();
            TableDef table = rig.table("t");
            List<String> statements = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                statements.add("INSERT INTO t VALUES (" + i + ")");
                statements.add("INSERT INTO other VALUES (" + i + ")");
            }
            rig.run(statements.toArray(String[]::new));
            Position end = rig.now();
            List<String> ids = new ArrayList<>();
            Random random = new Random(3);
            while (!position.contains(end)) {
                try (BinlogSource source = rig.open(position, table)) {
                    List<ChangeEvent> some = someTransactions(source, end, 1 + random.nextInt(15));
                    StreamRig.after(some).forEach(row -> ids.add(row.literal(0)));
                    position = ((ChangeEvent.Commit) some.get(some.size() - 1)).position();
                    position = Position.parse(position.encode());
                }
            }
            assertThat(ids).hasSize(60).doesNotHaveDuplicates();
        }
    }

    private static List<ChangeEvent> someTransactions(BinlogSource source, Position end, int count) throws Exception {
        List<ChangeEvent> found = new ArrayList<>();
        int commits = 0;
        while (true) {
            for (ChangeEvent event : source.poll(Duration.ofSeconds(5), Duration.ZERO, 1)) {
                found.add(event);
                if (event instanceof ChangeEvent.Commit commit
                        && (++commits == count || commit.position().contains(end))) {
                    return found;
                }
            }
        }
    }

    @OnEachServer
    void positionIsTheServersOwn(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY) ENGINE=InnoDB", "CREATE TABLE m (id INT) ENGINE=MyISAM");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.run(
                    "INSERT INTO m VALUES (1)",
                    "CREATE TABLE x AS SELECT 1 AS a",
                    "DROP TABLE x",
                    "SET autocommit = 0",
                    "INSERT INTO t VALUES (1)",
                    "SAVEPOINT s",
                    server.isMariaDb() ? "INSERT INTO m VALUES (2)" : "DO 1",
                    "INSERT INTO t VALUES (2)",
                    "COMMIT",
                    "SET autocommit = 1",
                    "ANALYZE TABLE m",
                    "CREATE TEMPORARY TABLE tt (a INT)",
                    "DROP TEMPORARY TABLE tt");
            Position end = rig.now();
            List<ChangeEvent> events = rig.events(table, start, end);
            ChangeEvent.Commit last = (ChangeEvent.Commit) events.get(events.size() - 1);
            assertThat(end.contains(last.position())).isTrue();
            assertThat(last.position()).isEqualTo(end);
            assertThat(last.sourceTime())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
        }
    }

    @OnEachServer
    void hugeTransactionWaitsForItsReader(TestServer server) throws Exception {
        int rows = 300_000;
        try (StreamRig rig = new StreamRig(server)) {
            rig.run(
                    "CREATE TABLE d (n INT)",
                    "INSERT INTO d VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)",
                    "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(200))");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.run("INSERT INTO t (v) SELECT REPEAT('x', 150) FROM d a, d b, d c, d e, d f, d g WHERE g.n < 3");
            Position end = rig.now();
            int seen = 0;
            try (BinlogSource source = rig.open(start, table)) {
                await().atMost(Duration.ofMinutes(1)).until(() -> source.bufferedBytes() >= 7L << 20);
                Thread.sleep(1000);
                assertThat(source.bufferedBytes()).isBetween(7L << 20, 9L << 20);
                while (true) {
                    List<ChangeEvent> events = source.poll(Duration.ofSeconds(10), Duration.ZERO, 1 << 20);
                    assertThat(events).hasSizeLessThan(20_000).isNotEmpty();
                    seen += StreamRig.after(events).size();
                    if (events.get(events.size() - 1) instanceof ChangeEvent.Commit commit
                            && commit.position().contains(end)) {
                        break;
                    }
                }
            }
            assertThat(seen).isEqualTo(rows);
        }
    }

    @OnEachServer
    void tellsDdlThatMayConcernTheTable(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE other (id INT PRIMARY KEY)");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.run(
                    "ALTER TABLE other ADD c_t INT",
                    "TRUNCATE TABLE t",
                    "ALTER TABLE `T` COMMENT 'x'".replace('T', 't'),
                    "RENAME TABLE t TO t2");
            List<String> ddl = rig.events(table, start, rig.now()).stream()
                    .filter(ChangeEvent.Ddl.class::isInstance)
                    .map(event -> ((ChangeEvent.Ddl) event).sql())
                    .toList();
            assertThat(ddl).hasSize(3);
            assertThat(ddl.get(0)).containsIgnoringCase("truncate");
        }
    }

    @OnEachServer
    void heartbeatsTellThatNothingCame(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)");
            Position start = rig.now();
            try (BinlogSource source = rig.open(start, rig.table("t"))) {
                List<ChangeEvent> events = source.poll(Duration.ofSeconds(10), Duration.ZERO, 1000);
                assertThat(events).hasSize(1);
                assertThat(((ChangeEvent.Commit) events.get(0)).position()).isEqualTo(start);
                assertThat(source.poll(Duration.ZERO, Duration.ZERO, 1000)).isEmpty();
            }
        }
    }

    /** Events in words; what came of other tables is left out. */
    private static List<String> told(List<ChangeEvent> events) {
        List<String> words = new ArrayList<>();
        for (ChangeEvent event : events) {
            if (event instanceof ChangeEvent.Row row) {
                words.add(row.before().map(BinlogSourceTest::told).orElse("-") + " -> "
                        + row.after().map(BinlogSourceTest::told).orElse("-"));
            } else {
                words.add(event.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
            }
        }
        return words;
    }

    private static String told(RowImage row) {
        String value = row.literal(1);
        int hex = value.indexOf("0x");
        return row.literal(0) + " "
                + (hex < 0 ? value : "'" + (char) Integer.parseInt(value.substring(hex + 2), 16) + "'");
    }
}
