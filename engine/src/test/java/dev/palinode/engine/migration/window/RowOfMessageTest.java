package dev.palinode.engine.migration.window;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The row that a stream's message is about. */
final class RowOfMessageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            emptyValue = "",
            nullValues = "-",
            value = {
                "Data too long, in the row of ks.t with key 7, 'a' (errno 1406) (sqlstate 22001)|7, 'a'",
                "verification failed: 2 rows of t differ from the new table, for example the one with key 12|12",
                "Duplicate entry '5' for key 't.u': rows (id = 1) and (id = 2) have the same value|(id = 1) and (id = 2)",
                "the binlogs after x have been purged|~~"
            })
    void isFound(String message, String row) {
        assertThat(WindowWatch.row(message)).isEqualTo(row);
    }
}
