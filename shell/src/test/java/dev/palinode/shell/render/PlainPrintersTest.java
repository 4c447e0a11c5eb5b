package dev.palinode.shell.render;

import static dev.palinode.shell.render.Pages.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlainPrintersTest {
    private static final List<Heading> HEADINGS = List.of(Heading.number("id"), Heading.text("long name"));

    @Test
    void anObjectHasNoTwoMembersOfOneName() {
        List<Heading> twice = List.of(Heading.number("id"), Heading.number("id"), Heading.number("id_2"));
        assertThat(Pages.print(Style.JSONL, twice, List.of(row("1", "2", "3"))))
                .isEqualTo("{\"id\":1,\"id_2\":2,\"id_2_2\":3}\n");
    }

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

    @Test
    void eachFormatTellsNullFromText() {
        List<List<Optional<String>>> rows =
                List.of(row("1", "a,\"b\"\n|c"), row(null, null), row("007", ""), row("-1.5e3", "NULL"));
        assertThat(Pages.print(Style.TSV, HEADINGS, rows))
                .isEqualTo("id\tlong name\n1\ta,\"b\"\\n|c\n\\N\t\\N\n007\t\n-1.5e3\tNULL\n");
        assertThat(Pages.print(Style.CSV, HEADINGS, rows))
                .isEqualTo("id,long name\r\n1,\"a,\"\"b\"\"\n|c\"\r\n,\r\n007,\"\"\r\n-1.5e3,NULL\r\n");
        assertThat(Pages.print(Style.JSON, HEADINGS, rows)).isEqualTo("""
                        [
                        {"id":1,"long name":"a,\\"b\\"\\n|c"},
                        {"id":null,"long name":null},
                        {"id":"007","long name":""},
                        {"id":-1.5e3,"long name":"NULL"}
                        ]
                        """);
        assertThat(Pages.print(Style.JSONL, HEADINGS, rows.subList(1, 3)))
                .isEqualTo("{\"id\":null,\"long name\":null}\n{\"id\":\"007\",\"long name\":\"\"}\n");
        assertThat(Pages.print(Style.JSON, HEADINGS, List.of())).isEqualTo("[]\n");
        assertThat(Pages.print(Style.MARKDOWN, HEADINGS, rows)).isEqualTo("""
                        | id | long name |
                        | ---: | --- |
                        | 1 | a,"b"<br>\\|c |
                        | *NULL* | *NULL* |
                        | 007 |  |
                        | -1.5e3 | NULL |
                        """);
    }

    @Test
    void namesCanBeLeftOut() {
        Layout bare = new Layout(0, false, false);
        List<List<Optional<String>>> rows = List.of(row("1", "x"));
        assertThat(Pages.print(Style.TSV, HEADINGS, rows, bare)).isEqualTo("1\tx\n");
        assertThat(Pages.print(Style.CSV, HEADINGS, rows, bare)).isEqualTo("1,x\r\n");
        assertThat(Pages.print(Style.TABLE, HEADINGS, rows, bare))
                .isEqualTo("+----+-----------+\n|  1 | x         |\n+----+-----------+\n");
    }

    @Test
    void whatIsTooWideForTheWindowStandsVertically() {
        List<List<Optional<String>>> rows = List.of(row("1", "x".repeat(30)), row("2", null));
        assertThat(Pages.print(Style.TABLE, HEADINGS, rows, new Layout(40, true, false)))
                .startsWith("+----+---");
        assertThat(Pages.print(Style.TABLE, HEADINGS, rows, new Layout(36, true, true)))
                .isEqualTo("""
                        ************* 1. row *************
                               id: 1
                        long name: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                        ************* 2. row *************
                               id: 2
                        long name: \u001b[2mNULL\u001b[0m
                        """);
    }
}
