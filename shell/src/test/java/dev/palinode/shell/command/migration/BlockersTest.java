package dev.palinode.shell.command.migration;

import static dev.palinode.shell.migration.Rows.A;
import static dev.palinode.shell.migration.Rows.migration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.Style;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BlockersTest {
    private static final Map<String, String> YOUNG = Map.of(
            "id",
            "12",
            "user",
            "shop",
            "host",
            "10.0.0.7:40112",
            "command",
            "Query",
            "transaction_time",
            "0.5",
            "info",
            "UPDATE orders SET note = '日本'\nWHERE id = 7");
    private static final Map<String, String> OLD = Map.of(
            "id",
            "1073741825",
            "user",
            "report",
            "host",
            "127.0.0.1:57860",
            "command",
            "Sleep",
            "transaction_time",
            "3605.044");
    private static final Map<String, String> IDLE =
            Map.of("id", "13", "user", "shop", "host", "10.0.0.7:40113", "command", "Sleep");

    private static String page(MigrationRow row, List<Map<String, String>> sessions) {
        StringWriter page = new StringWriter();
        PrintWriter out = new PrintWriter(page);
        Blockers.said(row).forEach(out::println);
        if (!row.ended()) {
            Blockers.print(
                    Blockers.open(sessions), Style.TABLE.printer(Blockers.HEADINGS, out, new Layout(100, true, false)));
        }
        return page.toString();
    }

    @Test
    void whoIsInTheWayStandsOnOnePageTheOldestFirst() {
        MigrationRow row = migration(
                A,
                "running",
                100,
                "stage",
                "ready to cut over: waiting for the next attempt, after 1 that were given up",
                "message",
                "failed locking tables within 1666 ms\nblocked by client session 1073741825",
                "ready_to_complete",
                "1");
        assertThat(page(row, List.of(YOUNG, IDLE, OLD))).isEqualTo("""
                aaaaaaaa alter orders: ready to swap
                It says: ready to cut over: waiting for the next attempt, after 1 that were given up
                Its last message: failed locking tables within 1666 ms
                blocked by client session 1073741825
                +------------+--------+-----------------+-------------+---------+---------------------------------+
                |         id | user   | host            | transaction | command | info                            |
                +------------+--------+-----------------+-------------+---------+---------------------------------+
                | 1073741825 | report | 127.0.0.1:57860 |    3605.044 | Sleep   | NULL                            |
                |         12 | shop   | 10.0.0.7:40112  |         0.5 | Query   | UPDATE orders SET note = '日本' |
                |            |        |                 |             |         | WHERE id = 7                    |
                +------------+--------+-----------------+-------------+---------+---------------------------------+
                """);
    }

    @Test
    void oneThatIsHeldBackSaysBySomethingElse() {
        MigrationRow row = migration(A, "running", 40, "stage", "copying rows", "user_throttle_ratio", "1");
        assertThat(page(row, List.of(OLD))).isEqualTo("""
                aaaaaaaa alter orders: copying
                It says: copying rows
                It is throttled: by a rule of a user
                +------------+--------+-----------------+-------------+---------+------+
                |         id | user   | host            | transaction | command | info |
                +------------+--------+-----------------+-------------+---------+------+
                | 1073741825 | report | 127.0.0.1:57860 |    3605.044 | Sleep   | NULL |
                +------------+--------+-----------------+-------------+---------+------+
                """);
    }

    @Test
    void nothingIsInTheWayOfOneThatHasEnded() {
        assertThat(page(migration(A, "failed", 40), List.of(OLD))).isEqualTo("""
                aaaaaaaa alter orders: failed
                It has ended: nothing is in its way.
                """);
    }
}
