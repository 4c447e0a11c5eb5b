package dev.palinode.engine.sql.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.sql.OwnVariable;
import dev.palinode.engine.sql.OwnVariable.ValueKind;
import dev.palinode.engine.sql.SqlStatement.Assignment;
import dev.palinode.engine.sql.SqlStatement.Malformed;
import dev.palinode.engine.sql.SqlStatement.Other;
import dev.palinode.engine.sql.SqlStatement.ReadVariables;
import dev.palinode.engine.sql.SqlStatement.SetVariables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SetStatementTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET ddl_strategy='vitess'",
                "set @@ddl_strategy = 'vitess'",
                "SET SESSION ddl_strategy='vitess'",
                "SET LOCAL ddl_strategy='vitess'",
                "SET @@session.ddl_strategy='vitess'",
                "SET @@local.ddl_strategy='vitess'",
                "SET @@SESSION . DDL_STRATEGY = 'vitess'",
                "SET @@`session`.`ddl_strategy`='vitess'",
                "SET `ddl_strategy`='vitess'",
                "SET ddl_strategy:='vitess'",
                "SET @@ddl_strategy := \"vitess\"",
                "SET ddl_strategy=vitess",
                "SET ddl_strategy=`vitess`",
                "SET ddl_strategy='vi' 'tess'",
                "/* app */ SET/**/ddl_strategy/* x */='vitess' -- end",
                "# first\nSET\tddl_strategy\n=\n'vitess';;",
                "/*!50000 SET ddl_strategy='vitess' */",
                "SET /*!80000 SESSION */ ddl_strategy='vitess'",
            })
    void readsEverySpelling(String sql) {
        assertThat(StatementClassifier.classify(sql)).isInstanceOfSatisfying(SetVariables.class, set -> {
            assertThat(set.assignments()).hasSize(1);
            Assignment assignment = set.assignments().get(0);
            assertThat(assignment.variable()).isEqualTo(OwnVariable.DDL_STRATEGY);
            assertThat(assignment.session()).isTrue();
            assertThat(assignment.value().kind()).isEqualTo(ValueKind.LITERAL);
            assertThat(assignment.value().text()).isEqualTo("vitess");
            assertThat(set.remainder()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET @ddl_strategy='vitess'",
                "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
                "SET @@sql_mode='ddl_strategy'",
                "SET sql_mode='ddl_strategy=vitess'",
                "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY",
                "SET SESSION TRANSACTION READ WRITE",
                "SET PASSWORD FOR 'u'@'h' = 'x'",
                "SET CHARACTER SET utf8mb4",
                "SET DEFAULT ROLE a TO b",
                "SET STATEMENT max_statement_time=1 FOR SELECT 1",
                "SET x.ddl_strategy_y = 1",
                "SET",
            })
    void leavesTheRestAlone(String sql) {
        assertThat(StatementClassifier.classify(sql)).isInstanceOf(Other.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SET ddl_strategy='v', NAMES utf8            | SET NAMES utf8
            SET NAMES utf8, ddl_strategy='v'            | SET NAMES utf8
            SET a=1 , @@ddl_strategy='v' , b=2          | SET a=1 , b=2
            SET ddl_strategy='v', migration_context='c', b=(SELECT 1, 2)| SET b=(SELECT 1, 2)
            SET a=f(1, 'ddl_strategy=''x'','), migration_context='c', b=2, ddl_strategy='v'| SET a=f(1, 'ddl_strategy=''x'','), b=2
            SET SESSION ddl_strategy='v', sql_mode='x'  | SET sql_mode='x'
            SET @@global.a=1, ddl_strategy='v'          | SET @@global.a=1
            SET @a=1, /* c */ ddl_strategy='v' /* d */  | SET @a=1
            """)
    void cutsOursOutOfMixedStatements(String sql, String remainder) {
        assertThat(StatementClassifier.classify(sql))
                .isInstanceOfSatisfying(
                        SetVariables.class,
                        set -> assertThat(set.remainder())
                                .hasValueSatisfying(
                                        rest -> assertThat(rest.text()).isEqualTo(remainder)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SET ddl_strategy=DEFAULT          | DEFAULT    | DEFAULT
            SET ddl_strategy=@x               | EXPRESSION | @x
            SET ddl_strategy=concat('a','b')  | EXPRESSION | concat('a','b')
            SET ddl_strategy=NULL             | EXPRESSION | NULL
            SET ddl_strategy=?                | EXPRESSION | ?
            SET ddl_strategy=gh-ost           | EXPRESSION | gh-ost
            SET ddl_strategy='a' + 'b'        | EXPRESSION | 'a' + 'b'
            SET ddl_strategy=DEFAULT(x)       | EXPRESSION | DEFAULT(x)
            SET ddl_strategy=''               | LITERAL    | ''
            SET ddl_strategy='a\\'b''c'       | LITERAL    | a'b'c
            """)
    void readsValues(String sql, ValueKind kind, String value) {
        assertThat(StatementClassifier.classify(sql)).isInstanceOfSatisfying(SetVariables.class, set -> {
            assertThat(set.assignments().get(0).value().kind()).isEqualTo(kind);
            assertThat(set.assignments().get(0).value().text()).isEqualTo(value.equals("''") ? "" : value);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET GLOBAL ddl_strategy='v'",
                "SET @@global.ddl_strategy='v'",
                "SET PERSIST ddl_strategy='v'",
                "SET @@persist_only.ddl_strategy='v'",
                "SET GLOBAL ddl_strategy='a', migration_context='v'",
            })
    void noticesOtherScopes(String sql) {
        assertThat(StatementClassifier.classify(sql))
                .isInstanceOfSatisfying(
                        SetVariables.class, set -> assertThat(set.assignments()).noneMatch(Assignment::session));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET ddl_strategy",
                "SET ddl_strategy=",
                "SET ddl_strategy 'vitess'",
                "SET GLOBAL a=1, SESSION ddl_strategy='v', b=2",
                "SET /*!50000 ddl_strategy='v', */ a=1",
            })
    void refusesWhatItCannotReadForCertain(String sql) {
        assertThat(StatementClassifier.classify(sql))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed -> assertThat(malformed.message())
                                .startsWith("You have an error in your SQL syntax; expected SET")
                                .containsPattern("near '(SESSION )?ddl_strategy"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT @@ddl_strategy                    | SELECT 'v\\\\ ''x''' AS `@@ddl_strategy`
            select  @@Session.DDL_strategy           | select  'v\\\\ ''x''' AS `@@Session.DDL_strategy`
            SELECT @@ddl_strategy AS s, @@migration_context c, @@session_uuid| SELECT 'v\\\\ ''x''' AS s, 'v\\\\ ''x''' c, 'v\\\\ ''x''' AS `@@session_uuid`
            SELECT DISTINCT @@ddl_strategy FROM dual | SELECT DISTINCT 'v\\\\ ''x''' AS `@@ddl_strategy` FROM dual
            SELECT @@ddl_strategy LIMIT 1            | SELECT 'v\\\\ ''x''' AS `@@ddl_strategy` LIMIT 1
            SELECT CONCAT('a', @@ddl_strategy)       | SELECT CONCAT('a', 'v\\\\ ''x''')
            SELECT @@ddl_strategy = 'v'              | SELECT 'v\\\\ ''x''' = 'v'
            SELECT 1 FROM t WHERE a IN (1, @@ddl_strategy)| SELECT 1 FROM t WHERE a IN (1, 'v\\\\ ''x''')
            SELECT * FROM (SELECT @@ddl_strategy) x  | SELECT * FROM (SELECT 'v\\\\ ''x''' AS `@@ddl_strategy`) x
            SELECT 1 ORDER BY 1, @@ddl_strategy      | SELECT 1 ORDER BY 1, 'v\\\\ ''x'''
            SELECT '@@ddl_strategy', @@ddl_strategy  | SELECT '@@ddl_strategy', 'v\\\\ ''x''' AS `@@ddl_strategy`
            SELECT @@`ddl_strategy` -- @@ddl_strategy| SELECT 'v\\\\ ''x''' AS `@@``ddl_strategy```
            SET @a = @@ddl_strategy                  | SET @a = 'v\\\\ ''x'''
            INSERT INTO t VALUES (@@ddl_strategy)    | INSERT INTO t VALUES ('v\\\\ ''x''')
            """)
    void putsLiteralsInPlaceOfVariables(String sql, String rewritten) {
        assertThat(StatementClassifier.classify(sql))
                .isInstanceOfSatisfying(
                        ReadVariables.class,
                        read -> assertThat(read.rewrite(variable -> "v\\ 'x'")).isEqualTo(rewritten));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT '@@ddl_strategy'",
                "SELECT 1 -- @@ddl_strategy",
                "SELECT /* @@ddl_strategy */ 1",
                "SELECT `@@ddl_strategy` FROM t",
                "SELECT @ddl_strategy",
                "SELECT ddl_strategy FROM t",
                "SELECT @@sql_mode",
                "SELECT @@ddl_strategy_x",
            })
    void leavesOtherReadsAlone(String sql) {
        assertThat(StatementClassifier.classify(sql)).isInstanceOf(Other.class);
    }

    @Test
    void keepsReadsInTheRemainder() {
        assertThat(StatementClassifier.classify("SET @old=@@ddl_strategy, ddl_strategy='v'"))
                .isInstanceOfSatisfying(
                        SetVariables.class,
                        set -> assertThat(set.remainder())
                                .hasValueSatisfying(rest -> assertThat(rest.rewrite(variable -> "old"))
                                        .isEqualTo("SET @old='old'")));
    }
}
