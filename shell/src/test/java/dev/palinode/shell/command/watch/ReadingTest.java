package dev.palinode.shell.command.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "/* why */ (SELECT 1) UNION (SELECT 2)",
                "select replace(a, 'x', 'into') from t for update",
                "-- delete\nSHOW PROCESSLIST",
                "EXPLAIN DELETE FROM t",
                "DESC t",
                "EXPLAIN ANALYZE FORMAT=TREE SELECT 1",
                "WITH a AS (SELECT 1) SELECT `into` FROM a",
                "with recursive a as (select insert('a', 1, 1, 'b')) (select * from a)",
                "TABLE t",
                "VALUES ROW(1)",
                "SELECT '/*! */'"
            })
    void theseRead(String sql) {
        assertThat(Reading.is(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "migrations",
                "INSERT INTO t VALUES (1)",
                "CALL p()",
                "SET @a = 1",
                "WITH a AS (SELECT 1) DELETE FROM t WHERE id IN (SELECT * FROM a)",
                "WITH a AS (SELECT 1) UPDATE t SET x = 1",
                "EXPLAIN ANALYZE DELETE FROM t",
                "ANALYZE DELETE FROM t",
                "SELECT 1 INTO OUTFILE '/tmp/x'",
                "(SELECT 1 INTO @a)",
                "SELECT 1 /*! INTO OUTFILE 'x' */",
                "SELECT 1 /*M! INTO @a */"
            })
    void theseMayWrite(String sql) {
        assertThat(Reading.is(sql)).isFalse();
    }

    @Test
    void aTextMayBeLong() {
        String text = "it''s \\' into ".repeat(10_000);
        assertThat(Reading.is("SELECT '" + text + "', \"" + text + "\"")).isTrue();
        assertThat(Reading.is("SELECT '" + text + "' INTO @a")).isFalse();
    }
}
