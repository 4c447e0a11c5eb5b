package dev.palinode.engine.schema.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.db.Db;
import dev.palinode.engine.db.Sql;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.schema.SchemaReader;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.Shards;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The server itself says whether an ALTER does what was declared: applied to the one table it makes the other. */
final class TableDiffTest {
    private static final String BASE = "(id INT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x', b INT, c DATETIME(3),"
            + " d DECIMAL(10,2) NOT NULL, KEY ab (a, b), UNIQUE KEY ud (d))";

    private static final List<String> WANTED = List.of(
            "(id INT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x', b INT, c DATETIME(3), d DECIMAL(10,2) NOT NULL,"
                    + " UNIQUE KEY ud (d), KEY ab (a, b))",
            "(id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, a VARCHAR(40), b INT, c DATETIME(3),"
                    + " d DECIMAL(10,2) NOT NULL, KEY ab (a, b), UNIQUE KEY ud (d)) AUTO_INCREMENT = 500",
            "(d DECIMAL(10,2) NOT NULL, c DATETIME(3), id INT PRIMARY KEY, b INT, a VARCHAR(20) NOT NULL DEFAULT 'x')",
            "(e JSON, id INT, a VARCHAR(20) NOT NULL DEFAULT 'x' COMMENT 'it''s, (so)', f INT DEFAULT 3,"
                    + " c DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),"
                    + " PRIMARY KEY (id, a), KEY other (a(3) DESC), FULLTEXT KEY ft (a))",
            "(id INT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x', b INT, c DATETIME(3), d DECIMAL(10,2) NOT NULL,"
                    + " KEY a_and_b (a, b), UNIQUE KEY ud (d)) COMMENT 'c''est', ROW_FORMAT=COMPRESSED KEY_BLOCK_SIZE=8",
            "(id INT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x', b INT, c DATETIME(3), d DECIMAL(10,2) NOT NULL,"
                    + " g INT GENERATED ALWAYS AS (b + 1) STORED, h INT GENERATED ALWAYS AS (b * 2) VIRTUAL,"
                    + " KEY ab (a, b), UNIQUE KEY ud (d), KEY gh (g, h), CHECK (b > 0), CONSTRAINT named CHECK (a <> 'e'))",
            "(id INT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x', b INT, c DATETIME(3), d DECIMAL(10,2) NOT NULL,"
                    + " h INT GENERATED ALWAYS AS (b * 2) STORED, g INT GENERATED ALWAYS AS (b + 1) VIRTUAL,"
                    + " KEY ab (a, b), CHECK (b > 1), CHECK (b > 1), e ENUM('a','b,)','c''`') DEFAULT 'a')",
            "(id INT PRIMARY KEY, a VARCHAR(20) NOT NULL DEFAULT 'x', b INT, c DATETIME(3), d DECIMAL(10,2) NOT NULL,"
                    + " KEY ab (a, b)) CHARACTER SET latin1",
            "(id INT PRIMARY KEY, a VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'x',"
                    + " t TEXT CHARACTER SET latin1, j JSON) CHARACTER SET latin1 COLLATE latin1_bin",
            "(id INT PRIMARY KEY, `we``ird, (name` VARCHAR(20) DEFAULT ')', b INT INVISIBLE, `select` BIT(3) DEFAULT b'101')",
            "(id INT PRIMARY KEY, b INT) PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (10),"
                    + " PARTITION p1 VALUES LESS THAN MAXVALUE)",
            "(id INT PRIMARY KEY, b INT, n INT) COMMENT 'both' PARTITION BY HASH (id) PARTITIONS 3",
            "(id INT AUTO_INCREMENT PRIMARY KEY, a INT COMMENT 'was AUTO_INCREMENT=5 (so)') AUTO_INCREMENT = 600"
                    + " COMMENT 'also AUTO_INCREMENT=6'",
            "(id INT PRIMARY KEY, g GEOMETRY NOT NULL, SPATIAL KEY (g), s SET('x','y'), y YEAR, z TIMESTAMP NULL)",
            BASE);

    @OnEachServer
    void anAlterMadeFromTheDifferenceLeadsToWhatWasDeclared(TestServer server) throws SQLException {
        try (Db db = Shards.db(server);
                Connection connection = db.dedicated()) {
            String schema = server.newSchema();
            connection.setCatalog(schema);
            TableName is = new TableName(schema, "t");
            TableName wanted = new TableName(schema, "declared");
            run(connection, "CREATE TABLE t " + BASE);
            for (String definition : WANTED) {
                run(
                        connection,
                        "DROP TABLE IF EXISTS declared",
                        TableDiff.withoutCheckNames("CREATE TABLE declared " + definition));
                Optional<String> alter = diff(connection, is, wanted);
                if (alter.isPresent()) {
                    run(connection, alter.get());
                }
                assertThat(diff(connection, is, wanted)).as(definition).isEmpty();
                assertThat(columns(connection, is)).as(definition).isEqualTo(columns(connection, wanted));
            }
        }
    }

    @OnEachServer
    void whatIsAlikeIsNoDifference(TestServer server) throws SQLException {
        try (Db db = Shards.db(server);
                Connection connection = db.dedicated()) {
            String schema = server.newSchema();
            connection.setCatalog(schema);
            for (String definition : WANTED) {
                run(connection, "DROP TABLE IF EXISTS t, declared", "CREATE TABLE t " + definition);
                run(
                        connection,
                        "SET NAMES latin1",
                        TableDiff.withoutCheckNames("CREATE TABLE declared " + definition),
                        "SET NAMES utf8mb4");
                assertThat(diff(connection, new TableName(schema, "t"), new TableName(schema, "declared")))
                        .as(definition)
                        .isEmpty();
            }
        }
    }

    @OnEachServer
    void aColumnIsRenamedOnlyWhenThatIsTold(TestServer server) throws SQLException {
        try (Db db = Shards.db(server);
                Connection connection = db.dedicated()) {
            String schema = server.newSchema();
            connection.setCatalog(schema);
            run(
                    connection,
                    "CREATE TABLE t (id INT PRIMARY KEY, a INT, KEY ka (a))",
                    "INSERT INTO t VALUES (1, 5)",
                    "CREATE TABLE declared (id INT PRIMARY KEY, b BIGINT, KEY ka (b))");
            TableDef is = table(connection, new TableName(schema, "t"));
            TableDef wanted = table(connection, new TableName(schema, "declared"));
            assertThat(TableDiff.alter(is, wanted, Map.of()).orElseThrow())
                    .contains("DROP COLUMN `a`")
                    .contains("ADD COLUMN `b` bigint");
            String renaming = TableDiff.alter(is, wanted, Map.of("a", "b")).orElseThrow();
            assertThat(renaming).contains("CHANGE COLUMN `a` `b` bigint").doesNotContain("KEY");
            run(connection, renaming);
            assertThat(diff(connection, is.name(), wanted.name())).isEmpty();
        }
    }

    @OnEachServer
    void anIndexIsOnTheDeclaredColumnAfterTwoHaveExchangedTheirNames(TestServer server) throws SQLException {
        try (Db db = Shards.db(server);
                Connection connection = db.dedicated()) {
            String schema = server.newSchema();
            connection.setCatalog(schema);
            run(
                    connection,
                    "CREATE TABLE t (id INT PRIMARY KEY, a INT, b BIGINT, KEY ka (a))",
                    "CREATE TABLE declared (id INT PRIMARY KEY, a BIGINT, b INT, KEY ka (a))",
                    "CREATE TABLE followed (id INT PRIMARY KEY, a BIGINT, b INT, KEY ka (b))");
            TableDef is = table(connection, new TableName(schema, "t"));
            TableDef wanted = table(connection, new TableName(schema, "declared"));
            TableDef followed = table(connection, new TableName(schema, "followed"));
            Map<String, String> exchange = Map.of("a", "b", "b", "a");
            assertThat(TableDiff.alter(is, followed, exchange).orElseThrow()).doesNotContain("KEY");
            run(connection, TableDiff.alter(is, wanted, exchange).orElseThrow());
            assertThat(diff(connection, is.name(), wanted.name())).isEmpty();
        }
    }

    @OnEachServer
    void aRenamingWhoseNewNameIsTakenLosesNothing(TestServer server) throws SQLException {
        try (Db db = Shards.db(server);
                Connection connection = db.dedicated()) {
            String schema = server.newSchema();
            connection.setCatalog(schema);
            run(
                    connection,
                    "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT)",
                    "CREATE TABLE one (id INT PRIMARY KEY, b INT)",
                    "CREATE TABLE crossed (id INT PRIMARY KEY, b INT, a INT)");
            TableDef is = table(connection, new TableName(schema, "t"));
            TableDef one = table(connection, new TableName(schema, "one"));
            TableDef crossed = table(connection, new TableName(schema, "crossed"));
            assertThatThrownBy(() -> TableDiff.alter(is, one, Map.of("a", "b")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("there is a column b already");
            assertThat(TableDiff.alter(is, is, Map.of("a", "b"))).isEmpty();
            assertThat(TableDiff.alter(is, crossed, Map.of("a", "b", "b", "a")).orElseThrow())
                    .contains("CHANGE COLUMN `a` `b`", "CHANGE COLUMN `b` `a`");
        }
    }

    private static Optional<String> diff(Connection connection, TableName is, TableName wanted) throws SQLException {
        return TableDiff.alter(table(connection, is), table(connection, wanted), Map.of());
    }

    private static TableDef table(Connection connection, TableName name) throws SQLException {
        return SchemaReader.read(connection, name).orElseThrow();
    }

    /** What the server's own dictionary says of the columns, apart from the texts that are compared. */
    private static List<String> columns(Connection connection, TableName name) throws SQLException {
        return Sql.query(
                connection,
                "SELECT CONCAT_WS('|', column_name, column_type, is_nullable, IFNULL(column_default, 'NULL'), extra,"
                        + " IFNULL(collation_name, ''), column_comment) FROM information_schema.columns"
                        + " WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position",
                row -> row.getString(1),
                name.schema(),
                name.table());
    }

    private static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
