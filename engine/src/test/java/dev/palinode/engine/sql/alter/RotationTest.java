package dev.palinode.engine.sql.alter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RotationTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (10))",
                "alter table `a`.`b` /* why */ add partition (partition `p)` values in (1, 2), partition q values in (3));",
                "ALTER TABLE IF EXISTS t ADD PARTITION IF NOT EXISTS (PARTITION p VALUES LESS THAN (TO_DAYS('2024-01-01')))",
            })
    void adds(String alter) {
        assertThat(Rotation.read(alter)).contains(new Rotation(true, List.of()));
    }

    @Test
    void dropsByName() {
        assertThat(Rotation.read("ALTER TABLE t DROP PARTITION p0")).contains(new Rotation(false, List.of("p0")));
        assertThat(Rotation.read("ALTER TABLE s.t DROP PARTITION IF EXISTS `p``0`, P1 ;"))
                .contains(new Rotation(false, List.of("p`0", "P1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD PARTITION PARTITIONS 2",
                "ALTER TABLE t ADD PARTITION NO_WRITE_TO_BINLOG (PARTITION p VALUES LESS THAN (10))",
                "ALTER TABLE t ADD c INT, ADD PARTITION (PARTITION p VALUES LESS THAN (10))",
                "ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (10)), ADD c INT",
                "ALTER TABLE t DROP PARTITION p0, ALGORITHM = COPY",
                "ALTER TABLE t ALGORITHM = INPLACE, DROP PARTITION p0",
                "ALTER TABLE t DROP p0",
                "ALTER TABLE t TRUNCATE PARTITION p0",
                "ALTER TABLE t DROP PARTITION",
                "ALTER TABLE t PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1))",
                "DROP TABLE t",
            })
    void isNoRotation(String alter) {
        assertThat(Rotation.read(alter)).isEmpty();
    }
}
