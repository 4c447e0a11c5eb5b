package dev.palinode.engine.stream.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TerminalErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "1048, 23000",
        "1118, 42000",
        "1153, 08S01",
        "1367, 22007",
        "1411, HY000",
        "1814, HY000",
        "3643, HY000",
        "3750, HY000",
        "3903, 22018",
        "3907, 22001",
        "4025, 23000"
    })
    void whatTheServerWillAlwaysSayEndsTheStream(int errno, String state) {
        assertThat(TerminalErrors.contains(error(errno, state))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 08S01",
        "0, S1000",
        "1021, HY000",
        "1040, 08004",
        "1053, 08S01",
        "1114, HY000",
        "1203, 42000",
        "1205, HY000",
        "1213, 40001",
        "1226, 42000",
        "1290, HY000",
        "1317, 70100",
        "1412, HY000",
        "1836, HY000",
        "1927, 70100",
        "2013, HY000",
        "3572, HY000",
        "3664, HY000"
    })
    void whatMayPassIsTriedAgain(int errno, String state) {
        assertThat(TerminalErrors.contains(error(errno, state))).isFalse();
    }

    @Test
    void aTableThatCannotBeMadeIsJudgedByTheReason() {
        assertThat(TerminalErrors.contains(new SQLException("Can't create table (errno: 150 \"…\")", "HY000", 1005)))
                .isTrue();
        assertThat(TerminalErrors.contains(new SQLException("Can't create table (errno: 28 \"…\")", "HY000", 1005)))
                .isFalse();
        assertThat(TerminalErrors.contains(new SQLTransactionRollbackException("rolled back", "40001", 1180)))
                .isFalse();
    }

    private static SQLException error(int errno, String state) {
        return new SQLException("said by the server", state, errno);
    }
}
