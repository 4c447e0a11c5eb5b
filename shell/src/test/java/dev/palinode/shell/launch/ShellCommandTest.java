package dev.palinode.shell.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class ShellCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line =
            Launcher.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "shell -P x",
                "shell -P 0",
                "shell --table --batch",
                "shell --nope",
                "shell a b",
                "shell --format odd",
                "shell -e x -f y",
                "shell --watch",
                "shell --watch=x -e y",
                "shell --watch=1 -f z",
                "shell --color sometimes",
                "shell --ssl-mode maybe"
            })
    void misuseIsTwoLinesAndCodeTwo(String words) {
        assertThat(line.execute(words.isEmpty() ? new String[0] : words.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(2).last().asString().startsWith("Try 'palinode");
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shell -pgeheim",
                "shell --password=geheim -e x",
                "shell -u a -pegeheim",
                "shell mysql://a:geheim@b/c"
            })
    void aPasswordOnTheCommandLineIsRefusedAndNotRepeated(String words) {
        assertThat(Launcher.execute(line, words.split(" "))).isEqualTo(2);
        assertThat(err.toString()).contains("PALINODE_PASSWORD").doesNotContain("geheim");
    }

    @Test
    void helpAndVersionAreAnswers() {
        assertThat(line.execute("shell", "--help")).isZero();
        assertThat(out.toString()).contains("Exit codes:", "PALINODE_PASSWORD", "--vertical", "--format");
        assertThat(line.execute("--version")).isZero();
        assertThat(out.toString()).contains("palinode ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatOptionsTakeIsCompleted() {
        assertThat(line.execute("completion", "bash")).isZero();
        assertThat(line.execute("completion", "fish")).isZero();
        assertThat(out.toString())
                .contains("\"table\" \"vertical\" \"batch\" \"tsv\"", "\"VERIFY_CA\" \"VERIFY_IDENTITY\"")
                .contains(
                        " -l format -x -a 'table vertical batch tsv",
                        " -l ssl-mode -x -a 'disabled preferred required");
    }

    @Test
    void noServerIsCodeThree() {
        assertThat(line.execute("shell", "-P", "1", "-e", "SELECT 1")).isEqualTo(3);
    }
}
