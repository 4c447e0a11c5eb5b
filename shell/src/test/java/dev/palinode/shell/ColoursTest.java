package dev.palinode.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.ShellOptions.Colour;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColoursTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AUTO   | true  | ''   | xterm | true",
                "AUTO   | false | ''   | xterm | false",
                "AUTO   | true  | 1    | xterm | false",
                "AUTO   | true  | 0    | xterm | false",
                "AUTO   | true  | ''   | dumb  | false",
                "AUTO   | true  | ''   | ''    | false",
                "ALWAYS | false | 1    | dumb  | true",
                "ALWAYS | true  | ''   | xterm | true",
                "NEVER  | true  | ''   | xterm | false",
                "NEVER  | true  | 1    | xterm | false"
            })
    void thePersonDecidesThenTheEnvironment(
            Colour asked, boolean terminal, String noColour, String term, boolean wanted) {
        assertThat(Colours.wanted(asked, terminal, noColour, term)).isEqualTo(wanted);
    }
}
