package dev.palinode.proxy.intercept.footprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a text leaves in the session that has run it. */
class FootprintsTest {
    /** Writes down what it is told. */
    private static final class Notes implements Footprints.Keeper {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void holds(Keep what) {
            lines.add("+" + what);
        }

        @Override
        public void released(Keep what) {
            lines.add("-" + what);
        }

        @Override
        public void set(Setting setting) {
            lines.add((setting.literal() ? "" : "dependent ") + new TreeSet<>(setting.targets()));
        }

        @Override
        public void setForNextTransaction(Setting setting) {
            lines.add("next " + new TreeSet<>(setting.targets()));
        }
    }

    private static String read(String sql) {
        Notes notes = new Notes();
        Footprints.of(sql).tell(notes, false);
        return String.join(" ", notes.lines);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SELECT 1                                          | ~~",
                "INSERT INTO t VALUES ('CREATE TEMPORARY TABLE x') | ~~",
                "SELECT 'GET_LOCK(1)', `get_lock` FROM t           | ~~",
                "SELECT a FROM t WHERE b = @x                      | ~~",
                "CREATE TABLE t (a INT)                            | ~~",
                "create temporary table x (a int)                  | +TEMPORARY_TABLE",
                "CREATE OR REPLACE TEMPORARY TABLE x (a INT)       | +TEMPORARY_TABLE",
                "/* a */ CREATE /* b */ TEMPORARY TABLE x (a INT)  | +TEMPORARY_TABLE",
                "LOCK TABLES t WRITE                               | +TABLE_LOCK",
                "FLUSH TABLES WITH READ LOCK                       | +TABLE_LOCK",
                "FLUSH TABLES t FOR EXPORT                         | +TABLE_LOCK",
                "FLUSH PRIVILEGES                                  | ~~",
                "BACKUP STAGE START                                | +TABLE_LOCK",
                "UNLOCK TABLES                                     | -TABLE_LOCK",
                "HANDLER t OPEN                                    | +HANDLER",
                "XA START 'a'                                      | +XA",
                "XA PREPARE 'a'                                    | +XA",
                "XA COMMIT 'a'                                     | -XA",
                "XA ROLLBACK 'a'                                   | -XA",
                "XA RECOVER                                        | ~~",
                "PREPARE s FROM 'SELECT 1'                         | +TEXT_STATEMENT",
                "EXECUTE s                                         | +ROUTINE",
                "CALL p()                                          | +ROUTINE",
                "BEGIN                                             | ~~",
                "BEGIN NOT ATOMIC SELECT 1; END                    | +ROUTINE",
                "SELECT get_lock('a', 1)                           | +USER_LOCK",
                "DO RELEASE_ALL_LOCKS()                            | -USER_LOCK",
                "SELECT a INTO @a FROM t                           | +USER_VARIABLE",
                "SELECT @a := 1                                    | +USER_VARIABLE",
                "LOAD DATA INFILE 'x' INTO TABLE t (@a)            | +USER_VARIABLE",
                "SELECT a INTO/* b */@a FROM t                     | +USER_VARIABLE",
                "@a := 2                                           | +USER_VARIABLE",
                "@a                                                | ~~",
                "EXECUTE IMMEDIATE @s                              | +ROUTINE",
            })
    void whatStays(String sql, String left) {
        assertThat(read(sql)).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "SET autocommit = 0                           | [AUTOCOMMIT]",
                "SET @@session.sql_mode = 'ANSI', names utf8  | [NAMES UTF8, SQL_MODE]",
                "SET SESSION `sql_mode` := ''                 | [SQL_MODE]",
                "SET @a = 1                                   | [@A]",
                "SET @a = @b                                  | dependent [@A]",
                "SET @a = NOW()                               | +USER_VARIABLE",
                "SET @a = (SELECT 1)                          | +USER_VARIABLE",
                "SET sql_mode = (SELECT v FROM s)             | +SETTING",
                "SET sql_mode = CONCAT(@@sql_mode, ',ANSI')   | dependent [SQL_MODE]",
                "SET sql_mode = @old                          | dependent [SQL_MODE]",
                "SET INSERT_ID = 3                            | +SETTING",
                "SET gtid_next = 'AUTOMATIC'                  | +SETTING",
                "SET GLOBAL max_connections = 9               | ~~",
                "SET PERSIST max_connections = 9, sql_mode='' | +SETTING",
                "SET PASSWORD = 'x'                           | ~~",
                "SET DEFAULT ROLE r TO u                      | ~~",
                "SET STATEMENT max_statement_time=1 FOR SELECT 1 | ~~",
                "SET STATEMENT sql_mode='' FOR CALL p()       | +ROUTINE",
                "SET STATEMENT sql_mode=CONCAT('FOR') FOR SELECT GET_LOCK('a', 1) | +USER_LOCK",
                "SET STATEMENT sql_mode='' FOR CREATE TEMPORARY TABLE x (a INT) | +TEMPORARY_TABLE",
                "SET time_zone = @@GLOBAL.time_zone           | dependent [TIME_ZONE]",
                "SET sql_mode = 'GLOBAL'                      | [SQL_MODE]",
                "SET @@GLOBAL.max_connections = 9             | ~~",
                "SET GLOBAL a = 1, PERSIST b = 2              | ~~",
                "SET a = 1, @@persist.b = 2                   | +SETTING",
                "SET @a = CURRENT_TIMESTAMP                   | +USER_VARIABLE",
                "SET @a = UTC_DATE                            | +USER_VARIABLE",
                "SET @a = CURRENT_USER                        | +USER_VARIABLE",
                "SET @a = @@last_insert_id                    | +USER_VARIABLE",
                "SET @a = @@identity                          | +USER_VARIABLE",
                "SET @a = @@warning_count                     | +USER_VARIABLE",
                "SET @a = @@GLOBAL.sql_mode                   | +USER_VARIABLE",
                "SET @a = ?                                   | +USER_VARIABLE",
                "SET @a = @b := 1                             | +USER_VARIABLE",
                "SET @a = -1.5, @b = NULL, @c = _utf8mb4 'x' COLLATE utf8mb4_bin, @d = X'41', @e = 0x41 | [@A, @B, @C,"
                        + " @D, @E]",
                "SET @OLD_SQL_MODE = @@SESSION.SQL_MODE       | dependent [@OLD_SQL_MODE]",
                "SET sql_mode = ?                             | +SETTING",
                "SET GLOBAL max_connections = ?               | ~~",
                "SET timestamp = UNIX_TIMESTAMP()             | +SETTING",
                "SET timestamp = 17                           | [TIMESTAMP]",
                "SET sort_buffer_size = f(1)                  | +SETTING",
                "SET sort_buffer_size = @@identity            | +SETTING",
                "SET identity = 3                             | +SETTING",
                "SET @@transaction_isolation = 'SERIALIZABLE' | next [TRANSACTION_ISOLATION]",
                "SET @@tx_read_only = 1                       | next [TX_READ_ONLY]",
                "SET @@session.transaction_isolation = 'SERIALIZABLE' | [TRANSACTION_ISOLATION]",
                "SET transaction_isolation = 'SERIALIZABLE'   | [TRANSACTION_ISOLATION]",
                "SET @@transaction_isolation = 'SERIALIZABLE', autocommit = 0 | +SETTING",
                "SET @@transaction_isolation = @a             | +SETTING",
                "SET TRANSACTION READ ONLY                    | next [TRANSACTION READ ONLY]",
            })
    void whatIsSet(String sql, String left) {
        assertThat(read(sql)).isEqualTo(left);
    }

    @Test
    void eachStatementOfATextCounts() {
        assertThat(read("SET a = 1; CREATE TEMPORARY TABLE x (a INT); SELECT ';'"))
                .isEqualTo("[A] +TEMPORARY_TABLE");
        assertThat(Footprints.isSeveral("SELECT 1; SELECT 2")).isTrue();
        assertThat(Footprints.isSeveral("SELECT ';';")).isFalse();
    }

    /** What a text takes it may have taken also when it has failed; what it sets and gives back it has not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "CALL p()                                | +ROUTINE",
                "SELECT GET_LOCK('a', 1), nosuch         | +USER_LOCK",
                "SET sql_mode = 'nosuch'                 | ~~",
                "UNLOCK TABLES                           | ~~",
                "SET sql_mode = ''; SELECT nosuch        | +SETTING",
                "SELECT 1; SELECT nosuch                 | ~~",
            })
    void whatStaysOfAFailure(String sql, String left) {
        Notes notes = new Notes();
        Footprints.of(sql).tell(notes, true);
        assertThat(String.join(" ", notes.lines)).isEqualTo(left);
    }
}
