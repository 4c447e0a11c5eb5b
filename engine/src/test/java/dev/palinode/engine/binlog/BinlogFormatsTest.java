package dev.palinode.engine.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.util.List;
import java.util.stream.Collectors;

/** Formats of the binlog that only one of the servers writes, or only when told to. */
final class BinlogFormatsTest {
    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void compressedTransactionsAreUnpacked(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(2000))", "CREATE TABLE o LIKE t");
            Position start = rig.now();
            rig.runApart(
                    "SET SESSION binlog_transaction_compression = 1",
                    "INSERT INTO t VALUES (1, REPEAT('a', 2000)), (2, NULL)",
                    "START TRANSACTION",
                    "INSERT INTO o VALUES (1, REPEAT('a', 2000))",
                    "UPDATE t SET v = 'x' WHERE id = 1",
                    "DELETE FROM t WHERE id = 2",
                    "COMMIT");
            assertThat(count(rig, start)).isEqualTo(4);
        }
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void taggedTransactionsCount(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)");
            Position start = rig.now();
            rig.runApart(
                    "SET gtid_next = 'AUTOMATIC:palinode_test'",
                    "INSERT INTO t VALUES (1)",
                    "INSERT INTO t VALUES (2)",
                    "SET gtid_next = 'AUTOMATIC'",
                    "INSERT INTO t VALUES (3)");
            Position end = rig.now();
            List<ChangeEvent> events = rig.events(rig.table("t"), start, end);
            assertThat(StreamRig.after(events)).hasSize(3);
            assertThat(((ChangeEvent.Commit) events.get(events.size() - 1)).position())
                    .isEqualTo(end);
            rig.run("INSERT INTO t VALUES (4)");
            assertThat(count(rig, end)).isEqualTo(1);
        }
    }

    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void partialJsonIsDefinite(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run(
                    "CREATE TABLE t (id INT PRIMARY KEY, j JSON)",
                    "INSERT INTO t VALUES (1, JSON_OBJECT('a', 1, 'b', REPEAT('x', 1000)))");
            Position start = rig.now();
            rig.runApart(
                    "SET SESSION binlog_row_value_options = 'PARTIAL_JSON'", "UPDATE t SET j = JSON_SET(j, '$.a', 2)");
            assertDefinite(rig, start, "binlog_row_value_options");
        }
    }

    @OnEachServer(of = TestServer.Flavour.MARIADB)
    void twoDomains(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY)");
            Position start = rig.now();
            rig.runApart(
                    "INSERT INTO t VALUES (1)",
                    "SET SESSION gtid_domain_id = 7",
                    "INSERT INTO t VALUES (2)",
                    "INSERT INTO t VALUES (3)");
            Position middle = rig.now();
            rig.runApart("INSERT INTO t VALUES (4)", "SET SESSION gtid_domain_id = 7", "INSERT INTO t VALUES (5)");
            assertThat(ids(rig, start, middle)).isEqualTo("1 2 3");
            assertThat(ids(rig, middle, rig.now())).isEqualTo("4 5");
        }
    }

    @OnEachServer(of = TestServer.Flavour.MARIADB)
    void compressedEventsAreUnpacked(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(2000))");
            Position start = rig.now();
            TableDef table = rig.table("t");
            rig.run("SET GLOBAL log_bin_compress = 1");
            try {
                rig.runApart(
                        "INSERT INTO t VALUES (1, REPEAT('a', 2000)), (2, REPEAT('b', 300))",
                        "UPDATE t SET v = REPEAT('c', 1000)",
                        "DELETE FROM t",
                        "TRUNCATE TABLE t /* " + "x".repeat(500) + " */");
            } finally {
                rig.run("SET GLOBAL log_bin_compress = 0");
            }
            List<ChangeEvent> events = rig.events(table, start, rig.now());
            assertThat(events.stream().filter(ChangeEvent.Row.class::isInstance))
                    .hasSize(6);
            assertThat(events.stream().filter(ChangeEvent.Ddl.class::isInstance))
                    .hasSize(1);
            assertThat(StreamRig.after(events).get(2).literal(1)).isEqualTo("_utf8mb4 0x" + "63".repeat(1000));
        }
    }

    @OnEachServer(of = TestServer.Flavour.MARIADB)
    void compressedColumnsAreDefinite(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT COMPRESSED)");
            Position start = rig.now();
            rig.run("INSERT INTO t VALUES (1, REPEAT('a', 2000))");
            assertDefinite(rig, start, "COMPRESSED");
        }
    }

    /** The server keeps a hash of such a key in a hidden column. */
    @OnEachServer(of = TestServer.Flavour.MARIADB)
    void uniqueKeyOnText(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v TEXT, UNIQUE KEY (v))");
            Position start = rig.now();
            rig.run("INSERT INTO t VALUES (1, 'a')");
            assertThat(count(rig, start)).isEqualTo(1);
        }
    }

    /** Also a hidden column; MySQL leaves it out of the binlog. */
    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void keyOnAnExpression(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v INT, j JSON, KEY ((v + 1)),"
                    + " KEY m ((CAST(j->'$.a' AS UNSIGNED ARRAY))))");
            Position start = rig.now();
            rig.run("INSERT INTO t VALUES (1, 7, '{\"a\": [1, 2]}')");
            assertThat(count(rig, start)).isEqualTo(1);
        }
    }

    @OnEachServer
    void checksumsMayBeOff(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(2000))", "INSERT INTO t VALUES (0, 'x')");
            Position start = rig.now();
            rig.run(
                    "INSERT INTO t VALUES (1, 'a')",
                    "SET GLOBAL binlog_checksum = NONE",
                    "INSERT INTO t VALUES (2, 'b')");
            rig.run("SET GLOBAL binlog_checksum = CRC32", "INSERT INTO t VALUES (3, 'c')");
            assertThat(count(rig, start)).isEqualTo(3);
        }
    }

    /** Columns that are computed or hidden lie in the row images like others. */
    @OnEachServer
    void computedAndHiddenColumns(TestServer server) throws Exception {
        try (StreamRig rig = new StreamRig(server)) {
            rig.run("CREATE TABLE t (id INT PRIMARY KEY, a INT GENERATED ALWAYS AS (id + 1) VIRTUAL,"
                    + " b INT GENERATED ALWAYS AS (id + 2) STORED, h INT DEFAULT 5 INVISIBLE, v VARCHAR(9),"
                    + " KEY (a))");
            Position start = rig.now();
            rig.run("INSERT INTO t (id, v) VALUES (1, 'a')", "UPDATE t SET v = 'b'");
            List<RowImage> rows = StreamRig.after(rig.events(rig.table("t"), start, rig.now()));
            assertThat(rows).hasSize(2);
            int last = rig.table("t").columns().size() - 1;
            assertThat(rows.get(1).literal(last)).isEqualTo("_utf8mb4 0x62");
            assertThat(rows.get(1)
                            .literal(rig.table("t").column("h").orElseThrow().position() - 1))
                    .isEqualTo("5");
        }
    }

    private static void assertDefinite(StreamRig rig, Position start, String message) throws Exception {
        try (BinlogSource source = rig.open(start, rig.table("t"))) {
            Position end = rig.now();
            StreamFailure failure = catchThrowableOfType(StreamFailure.class, () -> StreamRig.eventsUntil(source, end));
            assertThat(failure.definite()).isTrue();
            assertThat(failure).hasMessageContaining(message);
        }
    }

    private static long count(StreamRig rig, Position start) throws Exception {
        return rig.events(rig.table("t"), start, rig.now()).stream()
                .filter(ChangeEvent.Row.class::isInstance)
                .count();
    }

    private static String ids(StreamRig rig, Position start, Position end) throws Exception {
        return StreamRig.after(rig.events(rig.table("t"), start, end)).stream()
                .map(row -> row.literal(0))
                .collect(Collectors.joining(" "));
    }
}
