package dev.palinode.engine.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.palinode.engine.EngineFault;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RowFilterTest {
    private static final Set<String> COLUMNS = Set.of("id", "migration_status", "stage", "completed_timestamp");

    private static RowFilter parse(String text) {
        return RowFilter.parse(text, COLUMNS);
    }

    @Test
    void aConditionIsWrittenAnewWithItsLiteralsAsParameters() {
        RowFilter filter = parse("migration_status in ('failed', \"it's\") And (`ID` >= 10.5 or Not stage <=> null)"
                + " AND completed_timestamp > now() - interval 2 day");
        assertThat(filter.sql())
                .isEqualTo("`migration_status` IN (?, ?) AND (`id` >= 10.5 OR NOT (`stage` <=> NULL))"
                        + " AND `completed_timestamp` > NOW() - INTERVAL 2 DAY");
        assertThat(filter.parameters()).containsExactly("failed", "it's");
        assertThat(parse("stage NOT LIKE 'a\\'%' || id NOT BETWEEN -1 AND 3 && id IS NOT NULL")
                        .sql())
                .isEqualTo("`stage` NOT LIKE ? OR `id` NOT BETWEEN -1 AND 3 AND `id` IS NOT NULL");
        assertThat(parse("id").sql()).isEqualTo("`id`");
        assertThat(parse("id /* a */ != 3 -- b\n").sql()).isEqualTo("`id` != 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SLEEP(10)",
                "id = SLEEP(10)",
                "GET_LOCK('a', 10)",
                "LOAD_FILE('/etc/passwd') IS NULL",
                "id IN (SELECT 1)",
                "EXISTS (SELECT 1)",
                "(SELECT 1)",
                "id = @a",
                "id = @@version",
                "id = 1; DROP TABLE t",
                "id = 1 INTO OUTFILE '/tmp/x'",
                "id = 1 UNION SELECT 2",
                "id = 1 LIMIT 1",
                "id = 1 ORDER BY id",
                "id = 1 FOR UPDATE",
                "other = 1",
                "user.password = 1",
                "id = (1)",
                "id := 1",
                "id = 0x41",
                "id = 1e3 = 1 = 1",
                "id = 1 = 1",
                "id = ",
                "id = 1 AND",
                "id = 1 | 2",
                "(id = 1",
                "id = 1)",
                "NOW(3) = id",
                "NOW() - INTERVAL id DAY",
                "NOW() - INTERVAL 1 PARSEC",
                "id = BENCHMARK(1, 1)",
                "id = /*!50000 SLEEP(1) */",
                "id IS 3",
                "id NOT 3",
            })
    void whatIsNotPlainIsRefused(String condition) {
        assertThatThrownBy(() -> parse(condition)).as(condition).isInstanceOf(EngineFault.class);
    }

    @Test
    void anOrderIsWrittenAnew() {
        assertThat(RowFilter.order("order by Stage desc, migration_status asc limit 10 offset 3", COLUMNS, "id"))
                .isEqualTo("ORDER BY `stage` DESC, `migration_status`, `id` LIMIT 10 OFFSET 3");
        assertThat(RowFilter.order("LIMIT 10", COLUMNS, "id")).isEqualTo("ORDER BY `id` LIMIT 10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ORDER BY SLEEP(1)",
                "ORDER BY other",
                "ORDER BY 1",
                "ORDER BY id,",
                "ORDER BY id ASC DESC",
                "LIMIT",
                "LIMIT -1",
                "LIMIT 1.5",
                "LIMIT id",
                "LIMIT 0x10",
                "LIMIT 1 OFFSET",
                "LIMIT 1 FOR UPDATE",
                "LIMIT 1 INTO OUTFILE '/tmp/x'",
                "LIMIT 1 UNION SELECT 1",
            })
    void anOrderThatIsNotPlainIsRefused(String order) {
        assertThatThrownBy(() -> RowFilter.order(order, COLUMNS, "id"))
                .as(order)
                .isInstanceOf(EngineFault.class);
    }

    @Test
    void deepNestingIsRefusedBeforeItEndsTheStack() {
        assertThatThrownBy(() -> parse("(".repeat(100_000))).isInstanceOf(EngineFault.class);
        assertThatThrownBy(() -> parse("NOT ".repeat(100_000) + "id")).isInstanceOf(EngineFault.class);
    }
}
