package dev.palinode.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A script gives the same through the proxy as directly: results, metadata, counts, warnings, errors, state. */
final class RelayedTest {
    private static final List<String> MODES = List.of(
            "allowMultiQueries=true",
            "allowMultiQueries=true&useServerPrepStmts=true&useCursorFetch=true&defaultFetchSize=2",
            "allowMultiQueries=true&trackSessionState=true",
            "allowMultiQueries=true&characterEncoding=ISO-8859-1");

    private static final List<String> SETUP = List.of(
            "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20), UNIQUE (v))",
            "CREATE TABLE u (a DECIMAL(9,3), b DATE, c TIME(3), d BLOB, e ENUM('x','y'), f BIT(9), g DOUBLE, h JSON)",
            "INSERT INTO u VALUES (1.5, '2026-11-21', '-12:00:00.125', x'00ff', 'y', b'101', 1e10, '{\"a\": 1}')",
            "CREATE PROCEDURE p(IN a INT, OUT b INT) BEGIN SELECT a; SET b = a + 1; SELECT a, b; END",
            "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN a * 2");

    private static final List<String> STATE = List.of(
            "SET @a = 7, @b := 'x'",
            "SELECT @a, @b",
            "SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'",
            "SELECT '\\' AS \"x\"",
            "SET sql_mode = DEFAULT",
            "SET SESSION group_concat_max_len = 5",
            "SELECT GROUP_CONCAT(table_name) FROM information_schema.tables WHERE table_schema = 'mysql'",
            "CREATE TEMPORARY TABLE tmp (a INT)",
            "INSERT INTO tmp VALUES (1), (2)",
            "SELECT * FROM tmp ORDER BY a",
            "SELECT GET_LOCK('relayed', 1), IS_FREE_LOCK('relayed'), RELEASE_LOCK('relayed')",
            "INSERT INTO t (v) VALUES ('a'), ('b')",
            "SELECT LAST_INSERT_ID(), ROW_COUNT()",
            "SELECT SQL_CALC_FOUND_ROWS * FROM t LIMIT 1",
            "SELECT FOUND_ROWS()",
            "INSERT IGNORE INTO t (v) VALUES ('a')",
            "SHOW WARNINGS",
            "SHOW COUNT(*) WARNINGS",
            "INSERT INTO t (v) VALUES ('a')",
            "SHOW ERRORS",
            "INSERT INTO t (v) VALUES ('b') ON DUPLICATE KEY UPDATE v = 'c'",
            "SELECT CAST('12x' AS SIGNED), 1/0",
            "LOCK TABLES t WRITE",
            "SELECT * FROM u",
            "UNLOCK TABLES",
            "SET autocommit = 0",
            "INSERT INTO t (v) VALUES ('gone')",
            "SAVEPOINT one",
            "INSERT INTO t (v) VALUES ('goner')",
            "ROLLBACK TO one",
            "SELECT COUNT(*) FROM t",
            "ROLLBACK",
            "SET autocommit = 1",
            "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "START TRANSACTION READ ONLY",
            "INSERT INTO t (v) VALUES ('no')",
            "COMMIT",
            "XA START 'palinode_relayed'",
            "INSERT INTO t (v) VALUES ('xa')",
            "COMMIT",
            "XA END 'palinode_relayed'",
            "XA PREPARE 'palinode_relayed'",
            "XA COMMIT 'palinode_relayed'",
            "SELECT v FROM t ORDER BY id");

    private static final List<String> RESULTS = List.of(
            "SELECT * FROM u",
            "SELECT NULL, '', 0, -1, 18446744073709551615, 1.10, 'größe ✓', x'41', NOW() > '2020-01-01' FROM DUAL",
            "SELECT * FROM u WHERE 1 = 0",
            "CALL p(1, @out)",
            "SELECT @out, f(4)",
            "CALL p(1); SELECT 1",
            "SELECT 1; SELECT 2 WHERE 1 = 0; INSERT INTO t (v) VALUES ('m'); CALL p(2, @out); SELECT @out",
            "SELECT 1; SELEC; SELECT 2",
            "SELECT nosuch",
            "SELECT '\u0001 ddl_strategy', \"REVERT VITESS_MIGRATION\" /* SHOW VITESS_MIGRATIONS */",
            "SHOW VARIABLES LIKE 'max_connections'",
            "SHOW SESSION VARIABLES LIKE 'lower_case_%'",
            "EXPLAIN SELECT * FROM t WHERE id = 1",
            "DESCRIBE t",
            "SHOW CREATE TABLE t",
            "PREPARE s FROM 'SELECT ? + 1 AS x'",
            "SET @p = 4",
            "EXECUTE s USING @p",
            "DEALLOCATE PREPARE s",
            "EXECUTE s",
            "DO 1",
            "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'mine', MYSQL_ERRNO = 1644",
            "TRUNCATE TABLE t",
            "/*! SELECT 1 */",
            "-- nothing",
            "",
            ";",
            "USE nosuch",
            "HANDLER t OPEN",
            "HANDLER t READ FIRST",
            "HANDLER t CLOSE",
            "LOAD DATA INFILE '/nosuch/file' INTO TABLE t",
            "KILL 4294967294",
            "HELP 'nosuch'");

    private interface Run {
        List<String> on(Connection connection) throws SQLException;
    }

    private static void same(TestServer server, Run run) throws SQLException, IOException {
        try (TestProxy proxy = TestProxy.palinode(server)) {
            for (String mode : MODES) {
                List<List<String>> seen = new ArrayList<>();
                for (boolean direct : new boolean[] {true, false}) {
                    String schema = server.newSchema();
                    server.execute(schema, SETUP.toArray(String[]::new));
                    try (Connection connection = direct
                            ? DriverManager.getConnection(
                                    server.jdbcUrl(schema) + "&" + mode, server.user(), server.password())
                            : proxy.connect(schema, mode)) {
                        seen.add(run.on(connection).stream()
                                .map(line -> line.replace(schema, "SCHEMA"))
                                .toList());
                    }
                }
                assertThat(seen.get(1)).as(mode).isEqualTo(seen.get(0));
                assertThat(seen.get(0)).hasSizeGreaterThan(20);
            }
        }
    }

    @OnEachServer
    void sessionState(TestServer server) throws Exception {
        same(server, connection -> Transcript.of(connection, STATE));
    }

    @OnEachServer
    void resultsOfAllKinds(TestServer server) throws Exception {
        same(server, connection -> Transcript.of(connection, RESULTS));
    }
}
