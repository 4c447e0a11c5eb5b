package dev.palinode.engine.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.binlog.event.ByteCursor;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestCluster;
import dev.palinode.engine.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a stream cannot read ends it, and says whether trying again helps. */
final class BinlogFailureTest {
    @OnEachServer
    void killedConnectionIsNotDefinite(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)");
            Position start = rig.now();
            try (BinlogSource source = rig.open(start, rig.table("t"))) {
                rig.run("INSERT INTO t VALUES (1)");
                StreamRig.eventsUntil(source, rig.now());
                rig.run("KILL " + source.connectionId());
                StreamFailure failure = catchThrowableOfType(StreamFailure.class, () -> drain(source));
                assertThat(failure.definite()).isFalse();
            }
        }
    }

    @OnEachServer
    void wrongPasswordAndClosedPortAreNotDefinite(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)");
            BinlogSource source = rig.open(rig.now(), rig.table("t"));
            source.close();
            source.close();
            StreamFailure failure = catchThrowableOfType(
                    StreamFailure.class, () -> source.poll(Duration.ofSeconds(1), Duration.ZERO, 1));
            assertThat(failure.definite()).isFalse();
        }
    }

    @OnEachServer
    void purgedPositionIsDefinite(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.run("INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (2)", "FLUSH BINARY LOGS");
            String last = rig.rows("SHOW BINARY LOGS").stream()
                    .reduce((a, b) -> b)
                    .orElseThrow()
                    .replaceFirst(" .*", "");
            purge(rig, last);
            StreamFailure failure = catchThrowableOfType(StreamFailure.class, () -> {
                try (BinlogSource source = rig.open(start, table)) {
                    drain(source);
                }
            });
            assertThat(failure.definite()).as(failure.getMessage()).isTrue();
        }
    }

    /** MariaDB keeps a log that a reader still has open, and logs that a checkpoint needs. */
    private static void purge(StreamRig rig, String last) throws Exception {
        for (int i = 0; i < 50; i++) {
            rig.run("PURGE BINARY LOGS TO '" + last + "'");
            if (rig.rows("SHOW BINARY LOGS").get(0).startsWith(last)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("logs are not purged: " + rig.rows("SHOW BINARY LOGS"));
    }

    @OnEachServer
    void statementFormatIsDefiniteForOurSchemaOnly(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            String[] setUp = {"SET SESSION binlog_format = 'STATEMENT'", "SET SESSION sql_log_bin = 1"};
            String elsewhere = server.newSchema();
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE " + elsewhere + ".other (id INT PRIMARY KEY)");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.runApart(
                    setUp[0],
                    "USE " + elsewhere,
                    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                    "INSERT INTO other VALUES (1)");
            assertThat(StreamRig.after(rig.events(table, start, rig.now()))).isEmpty();
            rig.runApart(
                    setUp[0],
                    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                    "/* x */ INSERT INTO `t` VALUES (1)");
            assertDefinite(rig, table, start, "binlog_format");
        }
    }

    /** A comment without a blank, an empty one, a long one, and a statement that is measured. */
    @OnEachServer
    void statementFormatIsSeenWhateverStandsBefore(TestServer server) throws Exception {
        List<String> before = new ArrayList<>(List.of("/*MyApp*/ ", "/**/ ", "/* " + "x".repeat(5000) + " */ "));
        before.addAll(server.isMariaDb() ? List.of("ANALYZE ", "ANALYZE FORMAT=JSON ") : List.of());
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v INT)", "INSERT INTO t VALUES (1, 0)");
            TableDef table = rig.table("t");
            for (String text : before) {
                Position start = rig.now();
                rig.runApart(
                        "SET SESSION binlog_format = 'STATEMENT'",
                        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                        text + "UPDATE t SET v = v + 1");
                assertDefinite(rig, table, start, "binlog_format");
            }
        }
    }

    @OnEachServer
    void partialRowsAreDefiniteForOurTableOnly(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run(
                    "CREATE TABLE t (id INT PRIMARY KEY, v INT)",
                    "CREATE TABLE other (id INT PRIMARY KEY, v INT)",
                    "INSERT INTO t VALUES (1, 1)",
                    "INSERT INTO other VALUES (1, 1)");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.runApart("SET SESSION binlog_row_image = 'MINIMAL'", "UPDATE other SET v = 2");
            assertThat(StreamRig.after(rig.events(table, start, rig.now()))).isEmpty();
            rig.runApart("SET SESSION binlog_row_image = 'MINIMAL'", "UPDATE t SET v = 2");
            assertDefinite(rig, table, start, "binlog_row_image");
        }
    }

    @OnEachServer
    void changedTableIsDefinite(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v INT)");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.run("ALTER TABLE t MODIFY v BIGINT", "INSERT INTO t VALUES (1, 1)");
            assertDefinite(rig, table, start, "changed under the migration");
            Position second = rig.now();
            TableDef now = rig.table("t");
            rig.run("ALTER TABLE t ADD w INT", "INSERT INTO t VALUES (2, 1, 1)");
            assertDefinite(rig, now, second, "changed under the migration");
        }
    }

    @OnEachServer
    void preparedTransactionIsDefiniteForOurTableOnly(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE other (id INT PRIMARY KEY)");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.runApart(
                    "XA START 'p1'",
                    "INSERT INTO other VALUES (1)",
                    "XA END 'p1'",
                    "XA PREPARE 'p1'",
                    "XA COMMIT 'p1'");
            rig.runApart("XA START 'p2'", "INSERT INTO t VALUES (1)", "XA END 'p2'", "XA COMMIT 'p2' ONE PHASE");
            Position end = rig.now();
            assertThat(StreamRig.after(rig.events(table, start, end))).hasSize(1);
            rig.runApart(
                    "XA START 'p3'", "INSERT INTO t VALUES (2)", "XA END 'p3'", "XA PREPARE 'p3'", "XA ROLLBACK 'p3'");
            assertDefinite(rig, table, end, "XA");
        }
    }

    @Test
    void everyByteOfAnEndIsTooShort() {
        byte[] number = {(byte) 0xfd, 1, 2, 3};
        for (int i = 0; i < number.length; i++) {
            int end = i;
            assertThat(catchThrowableOfType(
                            IllegalArgumentException.class, () -> new ByteCursor(number, 0, end).packed()))
                    .isNotNull();
        }
        assertThat(new ByteCursor(number).packed()).isEqualTo(0x030201);
    }

    @Test
    void deadServerIsNotDefinite() throws Exception {
        try (TestCluster cluster = TestCluster.single();
                StreamRig rig = new StreamRig(cluster.primary())) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)");
            try (BinlogSource source = rig.open(rig.now(), rig.table("t"))) {
                TableDef table = rig.table("t");
                Position now = rig.now();
                cluster.killPrimary();
                assertThat(catchThrowableOfType(StreamFailure.class, () -> drain(source))
                                .definite())
                        .isFalse();
                assertThat(catchThrowableOfType(StreamFailure.class, () -> rig.open(now, table))
                                .definite())
                        .isFalse();
            }
        }
    }

    private static void assertDefinite(StreamRig rig, TableDef table, Position start, String message) throws Exception {
        try (BinlogSource source = rig.open(start, table)) {
            StreamFailure failure = catchThrowableOfType(StreamFailure.class, () -> drain(source));
            assertThat(failure.definite()).isTrue();
            assertThat(failure).hasMessageContaining(message);
        }
    }

    /** Polls until the source fails, ten seconds at most. */
    private static void drain(ChangeSource source) throws Exception {
        for (int i = 0; i < 100; i++) {
            source.poll(Duration.ofMillis(100), Duration.ZERO, 1 << 20);
        }
    }
}
