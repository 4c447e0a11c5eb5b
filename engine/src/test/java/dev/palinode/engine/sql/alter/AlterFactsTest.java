package dev.palinode.engine.sql.alter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.sql.classify.NameRewriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AlterFactsTest {
    /** The facts in short: renamed, then dropped, then added columns, then the flags. */
    private static String brief(AlterFacts facts) {
        List<String> out = new ArrayList<>();
        facts.renamedColumns().forEach((from, to) -> out.add(from + ">" + to));
        facts.droppedColumns().forEach(name -> out.add("-" + name));
        facts.addedColumns().forEach(name -> out.add("+" + name));
        if (facts.renamesTable()) {
            out.add("RENAME");
        }
        if (facts.partitionClause()) {
            out.add("PARTITION");
        }
        if (facts.foreignKeyClause()) {
            out.add("FK");
        }
        if (facts.setsAutoIncrement()) {
            out.add("AUTO");
        }
        return String.join(" ", out);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', emptyValue = "", textBlock = """
            ALTER TABLE t ENGINE=InnoDB                                      | ~~
            ALTER TABLE t FORCE, ALGORITHM=COPY, LOCK=SHARED                 | ~~
            ALTER TABLE t RENAME COLUMN a TO b                               | a>b
            alter table db.t rename column `A b` to `c``d`                   | A b>c`d
            ALTER TABLE t RENAME COLUMN a TO b, RENAME COLUMN b TO a         | a>b b>a
            ALTER TABLE t CHANGE a b INT NOT NULL DEFAULT 0 AFTER c          | a>b
            ALTER TABLE t CHANGE COLUMN a b VARCHAR(10) COMMENT 'x, CHANGE c d INT' FIRST| a>b
            ALTER TABLE t CHANGE a a BIGINT                                  | ~~
            ALTER TABLE t CHANGE `change` `rename` INT                       | change>rename
            ALTER TABLE t CHANGE a A INT                                     | a>A
            ALTER TABLE t MODIFY COLUMN a BIGINT UNSIGNED NOT NULL           | ~~
            ALTER TABLE t DROP COLUMN a                                      | -a
            ALTER TABLE t DROP a                                             | -a
            ALTER TABLE t DROP a, ADD a INT                                  | -a +a
            ALTER TABLE t ADD a INT                                          | +a
            ALTER TABLE t ADD COLUMN `index` INT COMMENT 'change a b' AFTER b| +index
            ALTER TABLE t ADD COLUMN (a INT, b DECIMAL(10,2), KEY k (a))     | +a +b
            ALTER TABLE t ADD a INT, ADD b ENUM('x,y','DROP c'), DROP c      | -c +a +b
            ALTER TABLE t ADD INDEX i (a, b), ADD UNIQUE KEY u (c), ADD KEY (d)| ~~
            ALTER TABLE t ADD PRIMARY KEY (a), DROP PRIMARY KEY              | ~~
            ALTER TABLE t DROP INDEX i, DROP KEY j, RENAME INDEX k TO l      | ~~
            ALTER TABLE t ADD FULLTEXT INDEX f (a) WITH PARSER ngram         | ~~
            ALTER TABLE t ADD SPATIAL INDEX s (g)                            | ~~
            ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0), DROP CHECK d       | ~~
            ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u (b) ON DELETE CASCADE| FK
            ALTER TABLE t DROP FOREIGN KEY c                                 | FK
            ALTER TABLE t ADD a INT REFERENCES u (b)                         | +a FK
            ALTER TABLE t RENAME TO u                                        | RENAME
            ALTER TABLE t RENAME AS db.u, ADD a INT                          | +a RENAME
            ALTER TABLE t RENAME u                                           | RENAME
            ALTER TABLE t AUTO_INCREMENT=100                                 | AUTO
            ALTER TABLE t ENGINE=InnoDB AUTO_INCREMENT 100 COMMENT='x'       | AUTO
            ALTER TABLE t MODIFY id BIGINT AUTO_INCREMENT                    | ~~
            ALTER TABLE t PARTITION BY HASH (a) PARTITIONS 4                 | PARTITION
            ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (10))  | PARTITION
            ALTER TABLE t DROP PARTITION p0, p1                              | PARTITION
            ALTER TABLE t TRUNCATE PARTITION p0                              | PARTITION
            ALTER TABLE t REORGANIZE PARTITION p0, p1 INTO (PARTITION p VALUES LESS THAN (9))| PARTITION
            ALTER TABLE t REMOVE PARTITIONING                                | PARTITION
            ALTER TABLE t ALTER COLUMN a SET DEFAULT 5, ALTER b DROP DEFAULT | ~~
            ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_bin| ~~
            ALTER TABLE t DEFAULT CHARSET=utf8mb4, COMMENT='a, RENAME TO b'  | ~~
            ALTER TABLE t ORDER BY a, b DESC                                 | ~~
            ALTER TABLE t ADD g INT AS (a + b) STORED, ADD h JSON            | +g +h
            ALTER TABLE t ADD a INT DEFAULT (rand() * 2), DROP b             | -b +a
            ALTER TABLE t ALTER INDEX i INVISIBLE                            | ~~
            ALTER TABLE t /* RENAME COLUMN x TO y */ ADD a INT -- , DROP b   | +a
            """)
    void bothReadersAgree(String sql, String expected) {
        AlterFacts facts = AlterFactsReader.read(sql);
        assertThat(brief(facts)).isEqualTo(expected);
        assertThat(facts.understood()).isTrue();
        assertThat(ParserWitness.read(NameRewriter.withoutComments(sql)))
                .as("the grammars know it")
                .isPresent();
    }

    /** What only MariaDB has, and what no grammar here knows, is read by its clauses. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', emptyValue = "", textBlock = """
            ALTER TABLE t ADD COLUMN IF NOT EXISTS a INT                     | +a
            ALTER TABLE t DROP COLUMN IF EXISTS a                            | -a
            ALTER TABLE t CHANGE COLUMN IF EXISTS a b INT                    | a>b
            ALTER TABLE t RENAME COLUMN IF EXISTS a TO b                     | a>b
            ALTER TABLE IF EXISTS t NOWAIT RENAME COLUMN a TO b              | a>b
            ALTER ONLINE TABLE t ADD a INT                                   | +a
            ALTER TABLE t ADD SYSTEM VERSIONING                              | ~~
            ALTER TABLE t ADD PERIOD FOR SYSTEM_TIME (s, e), ADD a INT       | +a
            ALTER TABLE t ADD a UUID, ADD b INET6                            | +a +b
            ALTER TABLE t ADD VECTOR INDEX v (a)                             | ~~
            ALTER TABLE t RENAME COLUMN "a" TO "b"                           | a>b
            """)
    void clausesAreEnough(String sql, String expected) {
        AlterFacts facts = AlterFactsReader.read(sql);
        assertThat(brief(facts)).isEqualTo(expected);
        assertThat(facts.understood()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t FROBNICATE a, ADD b INT",
                "ALTER TABLE t CHANGE a",
                "ALTER TABLE t RENAME COLUMN a b",
                "ALTER TABLE t DISCARD x, IMPORT y",
                "ALTER TABLE",
                "SELECT 1",
                "",
            })
    void saysWhenItIsUnsure(String sql) {
        assertThat(AlterFactsReader.read(sql).understood()).isFalse();
    }

    @Test
    void versionedCommentsMustNotMatter() {
        AlterFacts harmless = AlterFactsReader.read("ALTER TABLE t ADD a INT /*!80023 INVISIBLE */");
        assertThat(harmless.understood()).isTrue();
        assertThat(harmless.adds("A")).isTrue();

        AlterFacts depends = AlterFactsReader.read("ALTER TABLE t ADD a INT /*!80023 , RENAME COLUMN b TO c */");
        assertThat(depends.understood()).isFalse();
        assertThat(depends.newNameOf("B")).contains("c");
    }

    @Test
    void deepNestingIsNotGivenToTheGrammars() {
        String deep = "(".repeat(5_000) + "1" + ")".repeat(5_000);
        AlterFacts facts = AlterFactsReader.read("ALTER TABLE t ADD a INT DEFAULT " + deep);
        assertThat(facts.understood()).isTrue();
        assertThat(facts.adds("a")).isTrue();
    }
}
