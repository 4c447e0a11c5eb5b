package dev.palinode.engine.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.engine.testing.OnEachServer;
import dev.palinode.engine.testing.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BinlogFilterRuleTest {
    @Test
    void aFilterOfEitherKindIsAProblem() {
        assertThat(BinlogFilterRule.check(Map.of("Binlog_Do_DB", "", "Binlog_Ignore_DB", "")))
                .isEmpty();
        assertThat(BinlogFilterRule.check(Map.of("Binlog_Do_DB", "a,b", "Binlog_Ignore_DB", "")))
                .singleElement()
                .asString()
                .contains("binlog_do_db=a,b");
        assertThat(BinlogFilterRule.check(Map.of("Binlog_Do_DB", "", "Binlog_Ignore_DB", "c")))
                .singleElement()
                .asString()
                .contains("binlog_ignore_db=c");
    }

    @OnEachServer
    void aServerWithoutFiltersPasses(TestServer server) throws SQLException {
        try (Connection connection = server.connect("")) {
            assertThat(BinlogFilterRule.check(connection)).isEmpty();
        }
    }
}
