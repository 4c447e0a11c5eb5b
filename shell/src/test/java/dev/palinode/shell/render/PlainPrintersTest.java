package dev.palinode.shell.render;

import static dev.palinode.shell.render.Pages.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PlainPrintersTest {
    private static final List<Heading> HEADINGS = List.of(Heading.number("id"), Heading.text("long name"));

    @Test
    void verticalShowsOneLinePerColumn() {
        assertThat(Pages.print(Style.VERTICAL, HEADINGS, List.of(row("7", "first\nsecond"), row(null, "日\u001b"))))
                .isEqualTo("""
                        *************************** 1. row ***************************
                               id: 7
                        long name: first
                        second
                        *************************** 2. row ***************************
                               id: NULL
                        long name: 日\\x1B
                        """);
    }

    @Test
    void batchEscapesWhatWouldBreakALine() {
        assertThat(Pages.print(
                        Style.BATCH, HEADINGS, List.of(row("7", "a\tb\nc\\d\0e"), row(null, ""), row("8", "é日本"))))
                .isEqualTo("id\tlong name\n7\ta\\tb\\nc\\\\d\\0e\nNULL\t\n8\té日本\n");
    }

    @Test
    void noRowsPrintNothing() {
        assertThat(Pages.print(Style.VERTICAL, HEADINGS, List.of())).isEmpty();
        assertThat(Pages.print(Style.BATCH, HEADINGS, List.of())).isEmpty();
    }
}
