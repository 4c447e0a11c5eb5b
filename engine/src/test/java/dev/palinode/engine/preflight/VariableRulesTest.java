package dev.palinode.engine.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;
import org.junit.jupiter.api.Test;

class VariableRulesTest {
    @Test
    void nothingIsWrongWithWhatWeNeed() {
        assertThat(VariableRules.check(Map.of(
                        "log_bin", "ON",
                        "server_id", "1",
                        "binlog_format", "ROW",
                        "binlog_row_image", "FULL",
                        "binlog_row_value_options", "",
                        "gtid_mode", "ON")))
                .isEmpty();
        assertThat(VariableRules.check(Map.of("log_bin", "ON", "log_bin_compress", "ON", "binlog_format", "ROW")))
                .isEmpty();
    }

    @Test
    void everythingThatIsWrongIsToldAtOnceWithItsFix() {
        assertThat(VariableRules.check(Map.of(
                        "log_bin", "OFF",
                        "server_id", "0",
                        "binlog_format", "MIXED",
                        "binlog_row_image", "MINIMAL",
                        "binlog_row_value_options", "PARTIAL_JSON",
                        "gtid_mode", "OFF_PERMISSIVE")))
                .extracting(Problem::fix)
                .anyMatch(fix -> fix.contains("log_bin=binlog"))
                .anyMatch(fix -> fix.startsWith("SET GLOBAL server_id = 1"))
                .anyMatch(fix -> fix.startsWith("SET GLOBAL binlog_format = 'ROW'"))
                .anyMatch(fix -> fix.startsWith("SET GLOBAL binlog_row_image = 'FULL'"))
                .anyMatch(fix -> fix.startsWith("SET GLOBAL binlog_row_value_options = ''"))
                .contains("SET PERSIST enforce_gtid_consistency = ON; SET PERSIST gtid_mode = ON_PERMISSIVE;"
                        + " SET PERSIST gtid_mode = ON;")
                .hasSize(6);
    }

    @Test
    void whatWorksLessWellIsAWarning() {
        assertThat(VariableRules.check(
                        Map.of("log_bin", "ON", "gtid_strict_mode", "OFF", "max_write_lock_count", "9999")))
                .extracting(Problem::severity, Problem::fix)
                .containsExactly(
                        tuple(Problem.Severity.WARNING, "SET GLOBAL gtid_strict_mode = ON"),
                        tuple(Problem.Severity.WARNING, "SET GLOBAL max_write_lock_count = DEFAULT"));
        assertThat(VariableRules.check(Map.of("log_bin", "ON", "max_write_lock_count", "10000")))
                .isEmpty();
    }
}
