package dev.palinode.shell.migration;

import static dev.palinode.shell.migration.Rows.A;
import static dev.palinode.shell.migration.Rows.B;
import static dev.palinode.shell.migration.Rows.C;
import static dev.palinode.shell.migration.Rows.migration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.render.text.Width;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows in which there is no room: what matters stays, and no line is wider. */
final class NarrowTest {
    private static final String LONG = "a_table_whose_name_is_as_long_as_names_of_tables_may_be_at_most_";

    private static final List<MigrationRow> ROWS = List.of(
            migration(
                    A,
                    "running",
                    41.3,
                    "stage",
                    "copying rows",
                    "last_throttled_timestamp",
                    "2026-11-21 20:00:04",
                    "liveness_timestamp",
                    "2026-11-21 20:00:05",
                    "reason_throttled",
                    "lag 6.1 > 5 on replica"),
            migration(B, "running", 100, "phase", "waiting", "stage", "ready to cut over: waiting for COMPLETE"),
            migration(C, "failed", 7.5, "mysql_table", LONG, "message", "Duplicate entry '1' for key 'u'"));

    private static void fits(List<String> lines, int width) {
        assertThat(lines).allSatisfy(line -> assertThat(Width.of(line)).as(line).isLessThan(width));
    }

    private static List<TopTable.Line> top(List<MigrationRow> rows) {
        return rows.stream()
                .map(row -> new TopTable.Line(row, new Pace(), true))
                .toList();
    }

    private static List<String> top(int width) {
        return TopTable.lines(top(ROWS), Optional.of(B), width);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 60, 40})
    void listsKeepTheIdTheTableTheStateAndThePercentage(int width) {
        for (List<String> lines : List.of(top(width), MigrationTable.lines(ROWS, width))) {
            fits(lines, width);
            assertThat(lines.get(1)).contains("aaaaaaaa", "orde", " 41.3%").containsAnyOf("copying", "throttled");
            assertThat(lines.get(2)).contains("bbbbbbbb", "orde", "ready to swap");
            assertThat(lines.get(3)).contains("cccccccc", "a_t", "failed", "  7.5%");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 60, 40})
    void thePageSaysEverything(int width) {
        MigrationRow row = migration(
                C,
                "running",
                41.3,
                "stage",
                "copying rows",
                "mysql_schema",
                "commerce",
                "mysql_table",
                LONG,
                "migration_statement",
                "ALTER TABLE orders ADD COLUMN gift BOOLEAN NOT NULL DEFAULT FALSE,\n  ADD COLUMN " + LONG + " INT",
                "migration_context",
                "vtgate:d4e632d0_e77f_4cdf_a3c1_5915e79bf0b0");
        List<String> lines = Sheet.lines(row, width);
        fits(lines, width);
        assertThat(lines).anyMatch(line -> line.contains(C));
        String all = String.join("", lines).replace(" ", "");
        assertThat(all).contains("commerce." + LONG, "running,copying", "41.3%82,600ofabout200,000rowsETA1m05s");
        assertThat(all).contains("ADDCOLUMN" + LONG + "INT", "vtgate:d4e632d0_e77f_4cdf_a3c1_5915e79bf0b0");
    }

    @Test
    void thePageOfAWindowOf80And40() {
        MigrationRow row = migration(
                A, "running", 41.3, "migration_statement", "ALTER TABLE orders ADD COLUMN gift INT NOT NULL DEFAULT 0");
        assertThat(String.join("\n", Sheet.lines(row, 80))).isEqualTo("""
                migration     aaaaaaaa_0000_11f0_0000_000000000001
                table         orders
                statement     ALTER TABLE orders ADD COLUMN gift INT NOT NULL DEFAULT 0
                state         running
                progress      [####------] 41.3%  82,600 of about 200,000 rows  ETA 1m05s
                lag           0s behind the binlog
                throttled     no
                revertible    once complete
                next          follow aaaaaaaa | cancel aaaaaaaa""");
        assertThat(String.join("\n", Sheet.lines(row, 40))).startsWith("""
                migration
                  aaaaaaaa_0000_11f0_0000_000000000001
                table
                  orders
                statement
                  ALTER TABLE orders ADD COLUMN gift
                  INT NOT NULL DEFAULT 0
                state
                  running
                progress
                  41.3%  82,600 of about 200,000 rows
                  ETA 1m05s
                lag
                """.stripTrailing());
    }

    @Test
    void topLeavesColumnsOutInTheirOrder() {
        List<TopTable.Line> rows =
                top(List.of(migration(A, "running", 41.3, "stage", "copying rows", "message", "a message")));
        assertThat(TopTable.lines(rows, Optional.empty(), 120))
                .containsExactly(
                        "id        table   action  phase    progress             rate  eta  lag  revertible     why",
                        "aaaaaaaa  orders  alter   copying  [####------]  41.3%  -     -    0s   once complete  a message");
        assertThat(TopTable.lines(rows, Optional.of(A), 60))
                .containsExactly(
                        "  id        table   phase    progress             eta  lag",
                        "> aaaaaaaa  orders  copying  [####------]  41.3%  -    0s");
        assertThat(TopTable.lines(rows, Optional.of(A), 40))
                .containsExactly("  id        table   phase    done", "> aaaaaaaa  orders  copying   41.3%");
        for (int width = 20; width < 130; width++) {
            fits(TopTable.lines(rows, Optional.of(A), width), width);
            fits(top(width), width);
            fits(MigrationTable.lines(ROWS, width), width);
            fits(Sheet.lines(ROWS.get(0), Math.max(40, width)), Math.max(40, width));
        }
    }

    @Test
    void topSaysWhatCanBeReverted() {
        MigrationRow fits = migration(A, "complete", 100, "revertible_notes", "column a is gone");
        MigrationRow no = migration(A, "complete", 100, "revertible", "no");
        MigrationRow cleaned = migration(A, "complete", 100, "cleanup_timestamp", "2026-11-21 20:00:04");
        MigrationRow plain = migration(A, "complete", 100);
        List<TopTable.Line> rows = List.of(
                new TopTable.Line(fits, new Pace(), true),
                new TopTable.Line(no, new Pace(), true),
                new TopTable.Line(cleaned, new Pace(), true),
                new TopTable.Line(plain, new Pace(), true),
                new TopTable.Line(plain, new Pace(), false));
        assertThat(TopTable.lines(rows, Optional.empty(), 120))
                .extracting(line -> line.replaceFirst(".*-    ", "").strip())
                .endsWith("if rows fit", "no", "no", "yes", "-");
    }

    @Test
    void aThrottleOnOneThatWaitsIsShown() {
        MigrationRow all = migration(A, "ready", 0, "user_throttle_ratio", "1");
        MigrationRow half = migration(A, "queued", 0, "user_throttle_ratio", "0.5");
        assertThat(LiveBlock.lines(all, new Pace(), 120))
                .contains("to be throttled by a rule of a user | can be reverted once complete");
        assertThat(Sheet.lines(half, 0)).contains("throttled     to be throttled 50% by a rule of a user");
        assertThat(Report.plain(half, new Pace())).contains("to be throttled 50% by a rule of a user");
        assertThat(String.join("\n", TopTable.lines(top(List.of(all)), Optional.empty(), 120)))
                .contains("to be throttled by a rule");
        assertThat(LiveBlock.lines(migration(A, "complete", 100, "user_throttle_ratio", "1"), new Pace(), 120))
                .noneMatch(line -> line.contains("throttled"));
    }
}
