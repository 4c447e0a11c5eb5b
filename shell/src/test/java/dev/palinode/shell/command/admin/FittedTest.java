package dev.palinode.shell.command.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.Style;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Lists for a person, in windows of several widths. */
final class FittedTest {
    private static final List<Heading> SESSIONS = Stream.of("id", "user", "host", "db", "time", "transaction", "info")
            .map(Heading::text)
            .toList();

    private static final List<List<Optional<String>>> ROWS = List.of(
            row("1084972233", "palinode", "127.0.0.1:52866", "commerce", "982.249", "0.001", "SHOW  VITESS_SESSIONS"),
            Stream.concat(
                            row("1084972240", "palinode", "127.0.0.1:41170", "commerce", "0.062", "12.5").stream(),
                            Stream.of(Optional.<String>empty()))
                    .toList());

    private static List<Optional<String>> row(String... cells) {
        return Stream.of(cells).map(Optional::of).toList();
    }

    private static String printed(int width) {
        Fitted fitted = Fitted.of(SESSIONS, ROWS, List.of(3, 4, 2, 1), width);
        StringWriter text = new StringWriter();
        RowPrinter printer =
                Style.TABLE.printer(fitted.headings(), new PrintWriter(text), new Layout(width, true, false));
        fitted.rows().forEach(printer::row);
        printer.finish();
        return text.toString();
    }

    @Test
    void whatHasNoRoomIsLeftOutAndTheLastColumnIsCut() {
        assertThat(printed(80)).isEqualTo("""
                +------------+----------+-----------------+-------------+---------------------+
                | id         | user     | host            | transaction | info                |
                +------------+----------+-----------------+-------------+---------------------+
                | 1084972233 | palinode | 127.0.0.1:52866 | 0.001       | SHOW VITESS_SESSIO… |
                | 1084972240 | palinode | 127.0.0.1:41170 | 12.5        | NULL                |
                +------------+----------+-----------------+-------------+---------------------+
                """);
        assertThat(printed(100)).contains("| db       | time    | transaction | info ");
        assertThat(printed(0)).contains("SHOW  VITESS_SESSIONS");
        for (int width = 58; width < 120; width++) {
            int room = width;
            assertThat(printed(width)).doesNotContain("***");
            assertThat(printed(width).lines()).allMatch(line -> line.length() < room);
        }
    }

    @Test
    void whereEvenTheRestHasNoRoomEverythingStandsVertically() {
        assertThat(printed(40))
                .contains("* 1. row *", "time: 982.249", "db: commerce", "info: SHOW  VITESS_SESSIONS")
                .doesNotContain("|");
        assertThat(printed(40).lines()).allMatch(line -> line.length() < 40);
    }
}
