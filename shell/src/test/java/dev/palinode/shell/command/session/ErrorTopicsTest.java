package dev.palinode.shell.command.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class ErrorTopicsTest {
    @Test
    void errorsAreAskedAboutAsTheyArePrinted() {
        for (String topic :
                new String[] {"1064", "error 1064", "ERROR 1064", "ERROR 1064 (42000)", "ERROR 1064 (42000):"}) {
            assertThat(ErrorTopics.number(topic)).as(topic).hasValue(1064);
        }
        for (String topic : new String[] {"", "follow", "1064x", "ERROR", "-1", "123456"}) {
            assertThat(ErrorTopics.number(topic)).as(topic).isEqualTo(OptionalInt.empty());
        }
    }

    @Test
    void thoseOfPalinodeAreExplainedAndOthersAreTheServers() {
        for (int own : new int[] {1045, 1053, 1064, 1105, 1179, 1205, 1213, 1227, 1235, 1290, 1317, 2013, 3159}) {
            assertThat(ErrorTopics.lines(own))
                    .hasSize(3)
                    .allMatch(line -> line.length() > 10)
                    .first()
                    .asString()
                    .matches("ERROR " + own + " \\(\\w{5}\\)");
        }
        assertThat(String.join("\n", ErrorTopics.lines(3819))).contains("the server's", "perror 3819");
    }

    @Test
    void thatThereAreChangesIsAnAnswerAndNoError() {
        assertThat(new CommandFailure(ExitCode.CHANGES_PENDING, "there are changes").line())
                .isEqualTo("there are changes");
        assertThat(new CommandFailure(ExitCode.FAILED, "it failed").line()).isEqualTo("ERROR: it failed");
    }
}
