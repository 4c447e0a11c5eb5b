package dev.palinode.shell.render;

import static dev.palinode.shell.render.Pages.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AlignedPrinterTest {
    private static final List<Heading> HEADINGS =
            List.of(Heading.number("id"), Heading.text("name"), Heading.text("note"));

    @Test
    void numbersStandRightAndWordsLeft() {
        String page = Pages.print(
                Style.TABLE, HEADINGS, List.of(row("1", "hello", "x"), row("-1234", "a", null), row(null, "", "y")));
        assertThat(page).isEqualTo("""
                        +-------+-------+------+
                        |    id | name  | note |
                        +-------+-------+------+
                        |     1 | hello | x    |
                        | -1234 | a     | NULL |
                        |  NULL |       | y    |
                        +-------+-------+------+
                        """);
    }

    @Test
    void wideCharactersTakeTwoCellsAndCombiningOnesNone() {
        String page =
                Pages.print(Style.TABLE, HEADINGS, List.of(row("1", "日本語", "e\u0301t\u00e9"), row("2", "🙂", "ascii")));
        assertThat(page).isEqualTo("""
                        +----+--------+-------+
                        | id | name   | note  |
                        +----+--------+-------+
                        |  1 | 日本語 | e\u0301t\u00e9   |
                        |  2 | 🙂     | ascii |
                        +----+--------+-------+
                        """);
    }

    @Test
    void aCellWithLineBreaksMakesItsRowHigher() {
        String page = Pages.print(
                Style.TABLE, HEADINGS, List.of(row("1", "one\ntwo\r\nthree", "x\n"), row("2", "four", "y")));
        assertThat(page).isEqualTo("""
                        +----+-------+------+
                        | id | name  | note |
                        +----+-------+------+
                        |  1 | one   | x    |
                        |    | two   |      |
                        |    | three |      |
                        |  2 | four  | y    |
                        +----+-------+------+
                        """);
    }

    @Test
    void nothingInACellCanDriveTheTerminal() {
        String page = Pages.print(
                Style.TABLE,
                List.of(Heading.text("a\tb")),
                List.of(row("\u001b[31mred\u0007"), row("tab\tnul\0"), row("\u009b2J")));
        assertThat(page).isEqualTo("""
                        +-----------------+
                        | a\\tb            |
                        +-----------------+
                        | \\x1B[31mred\\x07 |
                        | tab\\tnul\\0      |
                        | \\x9B2J          |
                        +-----------------+
                        """);
    }

    @Test
    void noRowsPrintNothing() {
        assertThat(Pages.print(Style.TABLE, HEADINGS, List.of())).isEmpty();
    }

    @Test
    void rowsBehindTheFirstPageAreNeitherHeldNorCut() {
        List<List<Optional<String>>> rows = new ArrayList<>();
        for (int i = 0; i < AlignedPrinter.PAGE_ROWS; i++) {
            rows.add(row("1", "aa", "b"));
        }
        rows.add(row("1000000", "wider than before", "b"));
        List<String> lines = Pages.print(Style.TABLE, HEADINGS, rows).lines().toList();
        assertThat(lines).hasSize(AlignedPrinter.PAGE_ROWS + 5);
        assertThat(lines.get(3)).isEqualTo("|  1 | aa   | b    |");
        assertThat(lines.get(AlignedPrinter.PAGE_ROWS + 3)).isEqualTo("| 1000000 | wider than before | b    |");
        assertThat(lines.get(AlignedPrinter.PAGE_ROWS + 4)).isEqualTo("+----+------+------+");
    }
}
