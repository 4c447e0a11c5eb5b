package dev.palinode.proxy.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuerySnifferTest {
    private static boolean maybeOurs(String sql) {
        ByteBuf in = Unpooled.copiedBuffer("xx" + sql + "SET", StandardCharsets.UTF_8);
        return QuerySniffer.maybeOurs(in, 2, in.readableBytes() - 5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET @@ddl_strategy='vitess'",
                "set autocommit=0",
                "  \n\t;; alter table t add c int",
                "/* app */ create table t(a int)",
                "/*! ALTER TABLE t ADD c INT */",
                "/*!50701ALTER TABLE t ADD c INT */",
                "/*M!100100 drop table t*/",
                "/*+ x */ rename table a to b",
                "-- hello\n  truncate t",
                "# hello\n-- there\nREVERT VITESS_MIGRATION 'x'",
                "/* a * b ** */show tables",
                "/**/use x",
                "vtctl foo",
                "explain select 1",
                "KILL 4",
                "USE`x`",
                "SELECT @@ddl_strategy",
                "select @@Session.DDL_Strategy, 1",
                "select @@migration_context",
                "select @@session_uuid",
                "select * from x where a = 'VITESS_'",
                "begin; alter table t add c int",
                "select 1;set @a=1",
                "select 1; /* x */ select ';' ; drop table t"
            })
    void mayBeOurs(String sql) {
        assertThat(maybeOurs(sql)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "SELECT 1",
                "select 1;",
                "select 1 ; \n ;",
                "select a_b, _c, d_ from ddl_strateg_y",
                "insert into settings values ('set', 'alter')",
                "(select 1)",
                "setting",
                "use_x",
                "altertable",
                "/* set */ select 1",
                "/* unfinished set",
                "-- set",
                "# alter table t",
                "select 1; select 'x'",
                "update t set a=1",
                "9",
                "é",
                "-",
                "/",
                "/*"
            })
    void isNotOurs(String sql) {
        assertThat(maybeOurs(sql)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"call p()", "/* x */ CALL p", "CaLL\tp", "call"})
    void findsTheFirstKeyword(String sql) {
        ByteBuf in = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        assertThat(QuerySniffer.firstKeyword(in, 0, in.readableBytes())).isEqualTo(QuerySniffer.CALL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT a INTO @a FROM t        | true",
                "SELECT a INTO/* b */@a FROM t  | true",
                "SELECT a INTO /* b */ @a       | true",
                "SELECT a INTO -- b\\n @a FROM t | true",
                "SELECT a INTO # b\\n@a FROM t   | true",
                "SELECT @a := 1                 | true",
                "SELECT a FROM t WHERE b = @a   | false",
                "INSERT INTO t VALUES ('a@b')   | false",
            })
    void seesWhatMayAssign(String sql, boolean assigns) {
        ByteBuf text = Unpooled.copiedBuffer(sql.replace("\\n", "\n"), StandardCharsets.UTF_8);
        assertThat(QuerySniffer.mayAssign(text, 0, text.readableBytes())).isEqualTo(assigns);
    }
}
