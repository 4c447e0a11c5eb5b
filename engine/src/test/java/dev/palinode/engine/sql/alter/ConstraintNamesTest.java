package dev.palinode.engine.sql.alter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConstraintNamesTest {
    private static final String SUFFIX = "0123456789abcdefghijklmno";
    private static final ConstraintNames NAMES =
            new ConstraintNames(Map.of("positive", "p1", "order_" + SUFFIX, "o1", "same", "same"), "seed");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ALTER TABLE t DROP CHECK positive                      | ALTER TABLE t DROP CHECK `p1`
            ALTER TABLE t DROP CONSTRAINT `Positive`, ADD c INT    | ALTER TABLE t DROP CONSTRAINT `p1`, ADD c INT
            alter table t alter check order not enforced           | alter table t alter check `o1` not enforced
            ALTER TABLE t DROP CONSTRAINT IF EXISTS order          | ALTER TABLE t DROP CONSTRAINT IF EXISTS `o1`
            ALTER TABLE t DROP CONSTRAINT other                    | ALTER TABLE t DROP CONSTRAINT other
            ALTER TABLE t ALTER COLUMN positive SET DEFAULT 1      | ALTER TABLE t ALTER COLUMN positive SET DEFAULT 1
            ALTER TABLE t DROP COLUMN positive COMMENT 'DROP CHECK positive' | ALTER TABLE t DROP COLUMN positive COMMENT 'DROP CHECK positive'
            ALTER TABLE t ADD CONSTRAINT same CHECK (a > 0)        | ALTER TABLE t ADD CONSTRAINT same CHECK (a > 0)
            ALTER TABLE t ADD CONSTRAINT fresh CHECK (a > 0)       | ALTER TABLE t ADD CONSTRAINT fresh CHECK (a > 0)
            ALTER TABLE t ADD CONSTRAINT positive UNIQUE (a)       | ALTER TABLE t ADD CONSTRAINT positive UNIQUE (a)
            ALTER TABLE t DROP FOREIGN KEY positive                | ALTER TABLE t DROP FOREIGN KEY `p1`
            ALTER TABLE t DROP FOREIGN KEY IF EXISTS `positive`    | ALTER TABLE t DROP FOREIGN KEY IF EXISTS `p1`
            ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES positive (b) | ALTER TABLE t ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES positive (b)
            """)
    void onlyNamesOfConstraintsChange(String from, String to) {
        assertThat(NAMES.rewrite(from)).isEqualTo(to);
    }

    @Test
    void aNameThatTheTableHasIsMadeAnew() {
        String sql = "ALTER TABLE t DROP CHECK positive, ADD CONSTRAINT positive CHECK (a > 1)";
        assertThat(NAMES.rewrite(sql))
                .matches("ALTER TABLE t DROP CHECK `p1`, ADD CONSTRAINT `positive_[0-9a-z]{25}` CHECK \\(a > 1\\)");
    }

    @Test
    void aSuffixTakesThePlaceOfTheOneBefore() {
        String first = ConstraintNames.fresh("positive", "one");
        String second = ConstraintNames.fresh(first, "two");
        assertThat(first).isNotEqualTo(second).matches("positive_[0-9a-z]{25}");
        assertThat(second).matches("positive_[0-9a-z]{25}");
        assertThat(ConstraintNames.fresh("x".repeat(64), "one")).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ALTER TABLE t DROP PARTITION p1                        | true
            ALTER TABLE t TRUNCATE PARTITION ALL                   | true
            ALTER TABLE t EXCHANGE PARTITION p WITH TABLE x        | true
            ALTER TABLE t CONVERT TABLE x TO PARTITION p           | true
            ALTER TABLE t ADD PARTITION (PARTITION p VALUES IN (1))| false
            ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 3      | false
            ALTER TABLE t REMOVE PARTITIONING                      | false
            ALTER TABLE t COALESCE PARTITION 2                     | false
            """)
    void clausesAboutRowsOfPartitions(String alter, boolean expected) {
        assertThat(PartitionClauses.concernRows(alter)).isEqualTo(expected);
    }
}
