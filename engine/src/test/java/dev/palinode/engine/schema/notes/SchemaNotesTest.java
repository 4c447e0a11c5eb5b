package dev.palinode.engine.schema.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The cases of Vitess's own tests: what an ALTER from one definition to another is noted to have let in. */
final class SchemaNotesTest {
    private static final String ALL = "id INT PRIMARY KEY, ";

    /** Compares definitions on one server. */
    private record Bench(TestServer server, String schema, Db db) implements AutoCloseable {
        static Bench on(TestServer server) throws SQLException {
            return new Bench(server, server.newSchema(), Shards.db(server));
        }

        SchemaNotes notes(String before, String after, Map<String, String> renames) throws SQLException {
            return SchemaNotes.of(table(before), table(after), renames);
        }

        String expanded(String before, String after) throws SQLException {
            return String.join(
                    ",",
                    notes(ALL + before, ALL + after, Map.of()).expandedColumns().keySet());
        }

        private TableDef table(String columns) throws SQLException {
            server.execute(schema, "DROP TABLE IF EXISTS t", "CREATE TABLE t (" + columns + ") CHARSET utf8mb4");
            return db.with(connection ->
                    SchemaReader.read(connection, new TableName(schema, "t")).orElseThrow());
        }

        @Override
        public void close() {
            db.close();
        }
    }

    @OnEachServer
    void keysAndDroppedColumns(TestServer server) throws Exception {
        try (Bench bench = Bench.on(server)) {
            String id = "id INT PRIMARY KEY, a INT NOT NULL, b INT";
            assertThat(bench.notes(id, id, Map.of()).text()).isEmpty();
            SchemaNotes gone = bench.notes(id + ", UNIQUE KEY u (a), UNIQUE KEY n (b)", id, Map.of());
            assertThat(gone.removedUniqueKeys()).containsExactlyInAnyOrder("u", "n");
            assertThat(SchemaNotes.names(List.of("u", "n`"))).isEqualTo("`u`,`n```");
            assertThat(gone.addedUniqueKeys()).isZero();
            SchemaNotes wider = bench.notes(id + ", UNIQUE KEY u (a)", id + ", UNIQUE KEY u (a, b)", Map.of());
            assertThat(wider.removedUniqueKeys()).containsExactly("u");
            SchemaNotes narrower = bench.notes(id + ", UNIQUE KEY u (a, b)", id + ", UNIQUE KEY u (a)", Map.of());
            assertThat(narrower.removedUniqueKeys()).isEmpty();
            assertThat(narrower.addedUniqueKeys()).isEqualTo(1);
            SchemaNotes more = bench.notes(id + ", UNIQUE KEY u (a)", id + ", c INT, UNIQUE KEY u (a)", Map.of());
            assertThat(more.text()).isEmpty();
            assertThat(more.addedUniqueKeys()).isZero();
            SchemaNotes renamed = bench.notes(
                    id + ", UNIQUE KEY u (a)",
                    "id INT PRIMARY KEY, c INT NOT NULL, b INT, UNIQUE KEY v (c)",
                    Map.of("a", "c"));
            assertThat(renamed.text()).isEmpty();
            assertThat(renamed.addedUniqueKeys()).isZero();
            SchemaNotes dropped = bench.notes(id + ", c INT NOT NULL DEFAULT 1", "id INT PRIMARY KEY", Map.of());
            assertThat(dropped.droppedColumns()).containsExactly("a");
            assertThat(dropped.text()).isEqualTo("column dropped that has no default value: `a`");
        }
    }

    @OnEachServer
    void numbersThatHoldMore(TestServer server) throws Exception {
        try (Bench bench = Bench.on(server)) {
            assertThat(bench.expanded("a INT NOT NULL, b INT NOT NULL", "a INT NULL, b INT NOT NULL"))
                    .isEqualTo("a");
            assertThat(bench.expanded("i1 BIGINT, i2 TINYINT, i3 MEDIUMINT", "i1 TINYINT, i2 MEDIUMINT, i3 INT"))
                    .isEqualTo("i2,i3");
            assertThat(bench.expanded(
                            "n1 DOUBLE, n2 BIGINT, n3 BIGINT, n4 FLOAT", "n1 FLOAT, n2 FLOAT, n3 DOUBLE, n4 DOUBLE"))
                    .isEqualTo("n2,n3,n4");
            assertThat(bench.expanded(
                            "d1 DECIMAL(10,2), d2 DECIMAL(10,2), d3 DECIMAL(10,2)",
                            "d1 DECIMAL(11,2), d2 DECIMAL(9,1), d3 DECIMAL(10,3)"))
                    .isEqualTo("d1,d3");
            assertThat(bench.expanded(
                            "i1 INT SIGNED, i2 INT UNSIGNED, i3 BIGINT UNSIGNED", "i1 INT, i2 INT, i3 BIGINT SIGNED"))
                    .isEqualTo("i2,i3");
            assertThat(bench.expanded(
                            "i1 INT, i2 BIGINT, i3 INT", "i1 INT UNSIGNED, i2 INT UNSIGNED, i3 BIGINT UNSIGNED"))
                    .isEqualTo("i1,i3");
        }
    }

    @OnEachServer
    void textsTimesAndLabelsThatHoldMore(TestServer server) throws Exception {
        try (Bench bench = Bench.on(server)) {
            assertThat(bench.expanded(
                            "v1 VARCHAR(40), v2 VARCHAR(5), v3 VARCHAR(3)", "v1 VARCHAR(100), v2 CHAR(3), v3 CHAR(5)"))
                    .isEqualTo("v1,v3");
            assertThat(bench.expanded(
                            "a DATETIME, b TIMESTAMP NULL, c TIME, d DATETIME(6)",
                            "a DATETIME(3), b TIMESTAMP(6) NULL, c TIME(2), d DATETIME(3)"))
                    .isEqualTo("a,b,c");
            assertThat(bench.expanded(
                            "a DATETIME, b TIMESTAMP NULL, c INT, d DATE, e ENUM('a')",
                            "a CHAR(32), b VARCHAR(32), c TINYTEXT, d CHAR(10), e VARCHAR(3)"))
                    .isEqualTo("a,b,c,d,e");
            assertThat(bench.expanded(
                            "a TIME, b TIMESTAMP NULL, c DATE, d DATETIME",
                            "a DATETIME, b DATETIME, c DATETIME, d TIMESTAMP NULL"))
                    .isEqualTo("a,b,c");
            assertThat(bench.expanded(
                            "a VARCHAR(9) CHARSET utf8mb3, b VARCHAR(9) CHARSET ascii, c VARCHAR(9) CHARSET utf8mb4",
                            "a VARCHAR(9) CHARSET utf8mb4, b VARCHAR(9) CHARSET utf8mb3, c VARCHAR(9) CHARSET latin1"))
                    .isEqualTo("a,b");
            assertThat(bench.expanded(
                            "a ENUM('x','y'), b ENUM('x','y'), c ENUM('x','y'), d SET('x','y'), e SET('x'), f ENUM('x')",
                            "a ENUM('x','y'), b ENUM('x'), c ENUM('y','x'), d SET('x','y'), e SET('x','z'), f TINYINT"))
                    .isEqualTo("c,e,f");
            assertThat(bench.expanded("a TEXT, b LONGTEXT, c TEXT", "a MEDIUMTEXT, b TEXT, c VARCHAR(9)"))
                    .isEqualTo("a");
        }
    }

    @OnEachServer
    void typesThatBecomeOthers(TestServer server) throws Exception {
        try (Bench bench = Bench.on(server)) {
            assertThat(bench.expanded("a DATE, b TIME, c DATE", "a TIMESTAMP NULL, b TIMESTAMP NULL, c DATE"))
                    .isEqualTo("a,b");
            assertThat(bench.expanded(
                            "a VARCHAR(9) CHARSET latin1, b VARCHAR(9) CHARSET utf8mb4, c VARCHAR(9) CHARSET utf8mb3",
                            "a VARCHAR(9) CHARSET utf8mb4, b VARCHAR(9) CHARSET ascii, c VARCHAR(9) CHARSET latin1"))
                    .isEqualTo("a");
            String two = "ENUM('x','y')";
            assertThat(bench.expanded(
                            "a " + two + ", b " + two + ", c " + two + ", d " + two + ", e " + two,
                            "a " + two + ", b ENUM('x','y','z'), c ENUM('x','z'), d ENUM('x','z','y'), e VARCHAR(9)"))
                    .isEqualTo("b,c,d,e");
            String set = "SET('x','y')";
            assertThat(bench.expanded(
                            "a " + set + ", b " + set + ", c " + set + ", d " + set + ", e " + set + ", f " + set,
                            "a " + set
                                    + ", b SET('x','y','z'), c SET('x','z'), d SET('y','x'), e VARCHAR(9), f SET('x')"))
                    .isEqualTo("b,c,d,e");
        }
    }

    @OnEachServer
    void foreignKeysUnderOtherNames(TestServer server) throws Exception {
        try (Bench bench = Bench.on(server)) {
            server.execute(bench.schema(), "CREATE TABLE parent (id INT PRIMARY KEY)");
            String child = "id INT PRIMARY KEY, p INT, KEY (p), CONSTRAINT %s FOREIGN KEY (p) REFERENCES parent (id)";
            SchemaNotes renamed = bench.notes(String.format(child, "one"), String.format(child, "other"), Map.of());
            assertThat(renamed.removedForeignKeys()).isEmpty();
            assertThat(renamed.text()).isEmpty();
            SchemaNotes gone = bench.notes(String.format(child, "one"), "id INT PRIMARY KEY, p INT, KEY (p)", Map.of());
            assertThat(gone.removedForeignKeys()).containsExactly("one");
        }
    }

    /** Only MySQL has keys of expressions. As in Vitess they are not counted. */
    @OnEachServer(of = TestServer.Flavour.MYSQL)
    void aUniqueKeyOfAnExpression(TestServer server) throws Exception {
        try (Bench bench = Bench.on(server)) {
            String id = "id INT PRIMARY KEY, a INT NOT NULL";
            SchemaNotes gone = bench.notes(id + ", UNIQUE KEY u ((a + 1))", id, Map.of());
            assertThat(gone.addedUniqueKeys()).isZero();
            assertThat(gone.removedUniqueKeys()).isEmpty();
        }
    }
}
