package dev.palinode.proxy.intercept.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of the keyspaces "orders" and "commerce" a statement reaches, and whether it names a table without a schema. */
final class ReachTest {
    private static final Set<String> KEYSPACES = Set.of("orders", "commerce");

    private static Reach reach(String sql) {
        return Reach.of(sql, KEYSPACES::contains);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM orders.t",
                "SELECT a, b FROM `orders` . `t` AS x, orders.u y WHERE x.a IN (1, 2)",
                "SELECT * FROM (orders.t JOIN orders.u USING (a))",
                "SELECT * FROM orders.t USE INDEX (a, b) WHERE a = 'commerce.t'",
                "WITH c AS (SELECT * FROM orders.t) SELECT * FROM c",
                "WITH c (x, y) AS (SELECT 1, 2) SELECT * FROM c, orders.t",
                "SELECT EXTRACT(YEAR FROM commerce.d), TRIM('x' FROM commerce.e), REPLACE(a, b, c) FROM orders.t commerce",
                "SELECT (SELECT MAX(a) FROM orders.u) FROM DUAL",
                "INSERT INTO orders.t (a, b) VALUES (1, 2) ON DUPLICATE KEY UPDATE a = 3",
                "INSERT IGNORE orders.t SET a = 1",
                "REPLACE INTO orders.t VALUES (1)",
                "UPDATE LOW_PRIORITY orders.t SET a = 1 ORDER BY a DESC, b",
                "UPDATE orders.t x, orders.u y SET x.a = y.a",
                "DELETE FROM orders.t WHERE a = 1",
                "DELETE x FROM orders.t AS x",
                "SELECT * FROM orders.t FOR UPDATE",
                "SELECT a INTO OUTFILE '/x' FROM orders.t",
                "SELECT orders.f(1)",
                "TRUNCATE TABLE orders.t",
                "DROP TABLE IF EXISTS orders.t, orders.u",
                "ALTER TABLE orders.t ADD COLUMN b INT, ADD KEY k (b)",
                "CREATE INDEX k ON orders.t (a)",
                "CREATE DATABASE IF NOT EXISTS orders",
                "SHOW TABLES FROM orders LIKE 't%'",
                "SHOW COLUMNS FROM t IN orders",
                "SHOW CREATE TABLE orders.t",
                "DESC orders.t",
                "LOCK TABLES orders.t WRITE, orders.u READ",
                "CALL orders.p(1, 2)",
                "GRANT SELECT ON orders.* TO 'x'@'%'",
                "EXPLAIN FORMAT=JSON SELECT * FROM orders.t",
                "EXPLAIN ANALYZE SELECT * FROM orders.t",
                "CREATE TABLE orders.c (a INT, FOREIGN KEY (a) REFERENCES orders.p (a) ON DELETE CASCADE)",
                "ALTER TABLE orders.t ADD FOREIGN KEY (a) REFERENCES orders.p (a) ON UPDATE CASCADE, DROP COLUMN z",
                "CREATE VIEW orders.v AS SELECT x.a, y.b FROM orders.t x JOIN orders.u y ON x.a = y.a",
                "SELECT * FROM orders.t x JOIN orders.u y ON x.a = y.a, orders.v",
                "INSERT INTO orders.t SELECT x.a FROM orders.u x ON DUPLICATE KEY UPDATE a = 1, b = x.b",
                "SELECT * FROM orders.t, INFORMATION_SCHEMA.tables s",
            })
    void aloneIn(String sql) {
        assertThat(reach(sql)).isEqualTo(new Reach(Set.of("orders"), Set.of(), false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT orders.id FROM t AS orders WHERE orders.x = orders.y",
                "SELECT 'orders.t', \"x\" FROM orders",
                "SELECT * FROM t JOIN orders ON orders.id = t.id",
                "UPDATE t orders SET orders.a = 1",
                "INSERT INTO t (a) SELECT orders.a FROM orders",
                "SELECT /* orders.t */ a FROM t -- orders.t",
                "SHOW COLUMNS FROM orders",
                "DELETE orders.* FROM t AS orders",
            })
    void notAtAll(String sql) {
        assertThat(reach(sql).schemas()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM t JOIN orders.t o ON o.a = t.a",
                "SELECT * FROM orders.t, t",
                "INSERT INTO t SELECT * FROM orders.t",
                "INSERT INTO t (a) SELECT a FROM orders.t",
                "INSERT INTO orders.t SELECT * FROM t",
                "SELECT * FROM orders.t WHERE a IN (SELECT b FROM t)",
                "UPDATE t, orders.u SET t.a = 1",
                "RENAME TABLE orders.t TO orders.u, t TO v",
            })
    void together(String sql) {
        assertThat(reach(sql)).isEqualTo(new Reach(Set.of("orders"), Set.of(), true));
    }

    /** At whose servers a schema that is no keyspace is meant cannot be told. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO audit.log SELECT a FROM orders.t",
                "INSERT INTO orders.t SELECT a FROM audit.log",
                "SELECT * FROM orders.t x JOIN orders.u y ON x.a = y.a, audit.log",
                "UPDATE orders.t, audit.log SET audit.log.a = 1",
                "SELECT audit.f(orders.t.a) FROM orders.t",
            })
    void besides(String sql) {
        assertThat(reach(sql)).isEqualTo(new Reach(Set.of("orders"), Set.of("audit"), false));
    }
}
