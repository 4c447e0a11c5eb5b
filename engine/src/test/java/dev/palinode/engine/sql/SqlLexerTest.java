package dev.palinode.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.sql.alter.AlterClauses;
import dev.palinode.engine.sql.classify.StatementClassifier;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlLexerTest {
    private static final List<String> SHARDS = List.of(
            "'",
            "\"",
            "`",
            "\\",
            "--",
            "-- ",
            "#",
            "/*",
            "*/",
            "/*!",
            "/*!80023",
            "/*M!100100",
            "/*+",
            "@",
            "@@",
            ";",
            "(",
            ")",
            ",",
            ".",
            ":=",
            "=",
            " ",
            "\n",
            "\0",
            "é",
            "\uD83D\uDE00",
            "1",
            "0x1F",
            "1e",
            ".5",
            "a",
            "SELECT",
            "SET",
            "ddl_strategy",
            "session",
            "ALTER",
            "TABLE",
            "VITESS_MIGRATION",
            "REVERT",
            "SHOW",
            "CREATE",
            "INDEX",
            "ON",
            "IF",
            "EXISTS",
            "DROP",
            "DEFAULT",
            "GLOBAL",
            "'x'",
            "VITESS_MIGRATIONS",
            "LIKE",
            "AS",
            "\uD83D");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT 1                 | WORD SPACE NUMBER
            'it''s' 'a\\'b'          | STRING SPACE STRING
            "a""b"                   | DOUBLE_QUOTED
            `a``b`                   | QUOTED_NAME
            `a\\`                    | QUOTED_NAME
            a--b                     | WORD PUNCTUATION PUNCTUATION WORD
            a-- b                    | WORD COMMENT
            a#b                      | WORD COMMENT
            a/* b */c                | WORD COMMENT WORD
            /*!80023 a */b           | CODE_OPEN SPACE WORD SPACE CODE_CLOSE WORD
            /*! a*/                  | CODE_OPEN SPACE WORD CODE_CLOSE
            /*M!100100 a*/           | CODE_OPEN SPACE WORD CODE_CLOSE
            /*!a/*b*/c*/             | CODE_OPEN WORD COMMENT WORD CODE_CLOSE
            /*+ MAX_EXECUTION_TIME */| HINT
            @x                       | USER_VARIABLE
            @`x y`                   | USER_VARIABLE
            @@session.x              | SYSTEM_AT WORD PUNCTUATION WORD
            a:=1                     | WORD PUNCTUATION NUMBER
            1.5e-3                   | NUMBER
            .5                       | NUMBER
            a.5b                     | WORD PUNCTUATION WORD
            1a                       | WORD
            0xFF                     | NUMBER
            t1$                      | WORD
            größe                    | WORD
            'open                    | STRING
            /* open                  | COMMENT
            */                       | PUNCTUATION PUNCTUATION
            """)
    void cuts(String sql, String kinds) {
        assertThat(SqlLexer.tokens(sql).stream()
                        .map(token -> token.kind().name())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(kinds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'", "'\\", "@", "@@", "--", "/*!", "/*!800231", "\"\\\"", "`", ".", "\uD800"})
    void endsOfTextAreHarmless(String sql) {
        assertTiles(sql);
    }

    @Test
    void tokensTileEveryTextAndNoReaderThrows() {
        long seed = 20261121L;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i >= 0; i--) {
                text.append(SHARDS.get(random.nextInt(SHARDS.size()))).append(random.nextBoolean() ? " " : "");
            }
            String sql = text.toString();
            assertTiles(sql);
            assertThat(StatementClassifier.classify(sql).text())
                    .as("seed %d: %s", seed, sql)
                    .isNotNull();
            assertThat(StatementSplitter.split(sql))
                    .allSatisfy(piece -> assertThat(sql).contains(piece));
            assertThat(AlterClauses.read("ALTER TABLE t " + sql)).isNotNull();
        }
    }

    private static void assertTiles(String sql) {
        int end = 0;
        for (Token token : SqlLexer.tokens(sql)) {
            assertThat(token.start()).as(sql).isEqualTo(end);
            assertThat(token.end()).as(sql).isGreaterThan(token.start());
            end = token.end();
        }
        assertThat(end).as(sql).isEqualTo(sql.length());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT 1;                                         | 1
            SELECT 1; -- done                                 | 1
            SELECT ';'; SELECT `;`                            | 2
            ; ; /* nothing */ ;                               | 0
            SELECT 1 /* ; */ + 1                              | 1
            SELECT 1; /*!50000 SELECT 2 */; # x ; y           | 2
            CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END| 1
            CREATE DEFINER=a@b TRIGGER t BEFORE INSERT ON x FOR EACH ROW BEGIN SET @a=1; END | 1
            SELECT 1; CREATE FUNCTION f() RETURNS INT BEGIN RETURN 1; END | 2
            CREATE TABLE t (a int); SELECT 1                  | 2
            BEGIN; UPDATE t SET a=1; COMMIT                   | 3
            BEGIN NOT ATOMIC SELECT 1; SELECT 2; END          | 1
            BEGIN /* Oracle's */ SELECT 1; SELECT 2; END      | 1
            DECLARE a INT := 1; BEGIN SELECT 2; END           | 1
            BEGIN WORK; SELECT 2                              | 2
            BEGIN /* x */; SELECT 2                           | 2
            """)
    void splits(String sql, int pieces) {
        assertThat(StatementSplitter.split(sql)).hasSize(pieces);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', ignoreLeadingAndTrailingWhitespace = true, textBlock = """
            'it''s'   | it's
            'a\\'b'   | a'b
            'a\\\\b'  | a\\b
            'a\\%b'   | a\\%b
            "a""b"    | a"b
            `a``b`    | a`b
            plain     | plain
            'open     | open
            """)
    void unquotes(String token, String value) {
        assertThat(SqlText.unquote(token)).isEqualTo(value);
    }
}
