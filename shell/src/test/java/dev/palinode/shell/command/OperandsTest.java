package dev.palinode.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OperandsTest {
    @ParameterizedTest
    @CsvSource({
        "~/schema/a.sql, true, schema/a.sql",
        "schema/~/a.sql, false, schema/~/a.sql",
        "~b/a.sql, false, ~b/a.sql"
    })
    void aTildeAtTheBeginningIsTheUsersOwnDirectory(String typed, boolean home, String below) {
        Path expected = home ? Path.of(System.getProperty("user.home")).resolve(below) : Path.of(below);
        assertThat(Operands.path(typed)).isEqualTo(expected);
    }
}
