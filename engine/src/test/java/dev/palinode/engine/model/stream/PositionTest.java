package dev.palinode.engine.model.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PositionTest {
    private static final String A = "00000000-0000-0000-0000-00000000000a";
    private static final String B = "00000000-0000-0000-0000-00000000000b";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MySQL56/A:1-100 | MySQL56/A:1-100 | 0",
                "MySQL56/A:1-100 | MySQL56/A:1-90 | 10",
                "MySQL56/A:1-90 | MySQL56/A:1-100 | 0",
                "MySQL56/A:1-100,B:1-7 | MySQL56/A:1-100 | 7",
                "MySQL56/A:1-100,B:1-7 | MySQL56/ | 107",
                "MySQL56/A:1-10:20-30:40-50 | MySQL56/A:5-22:29-44 | 16",
                "MySQL56/A:1-50 | MySQL56/A:1-10:20-30:40-60 | 18",
                "MySQL56/A:1-5:x:1-9 | MySQL56/A:1-5:x:1-3 | 6",
                "MariaDB/0-1-100 | MariaDB/0-2-100 | 0",
                "MariaDB/0-1-100 | MariaDB/0-1-40 | 60",
                "MariaDB/0-1-40 | MariaDB/0-1-100 | 0",
                "MariaDB/0-1-100,5-1-7 | MariaDB/0-1-98,5-1-6 | 3",
                "MariaDB/0-1-3 | MySQL56/A:1-2 | 0"
            })
    void countsTheTransactionsThatTheOtherHasNotSeen(String here, String there, long beyond) {
        assertThat(position(here).transactionsBeyond(position(there))).isEqualTo(beyond);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MariaDB/0-1-100 | MariaDB/0-1-100 | false",
                "MariaDB/0-1-101 | MariaDB/0-1-100 | false",
                "MariaDB/0-1-99 | MariaDB/0-1-100 | true",
                "MariaDB/0-2-100 | MariaDB/0-1-100 | true",
                "MariaDB/0-1-101,5-1-1 | MariaDB/0-1-100,5-1-2 | true",
                "MariaDB/0-1-101,5-1-1 | MariaDB/0-1-100 | false",
                "MySQL56/A:1-90 | MySQL56/A:1-100 | false"
            })
    void tellsWhetherNumbersGrow(String now, String before, boolean goesBack) {
        assertThat(position(now).goesBackFrom(position(before))).isEqualTo(goesBack);
    }

    private static Position position(String text) {
        return Position.parse(text.replace("A:", A + ":").replace("B:", B + ":"));
    }
}
