package dev.palinode.shell.migration;

import static dev.palinode.shell.migration.Rows.A;
import static dev.palinode.shell.migration.Rows.migration;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SheetTest {
    @Test
    void onePageSaysEverythingAboutOneThatRuns() {
        MigrationRow row = migration(
                A,
                "running",
                41.3,
                "stage",
                "copying rows",
                "mysql_schema",
                "commerce",
                "migration_statement",
                "ALTER TABLE orders\n  ADD c INT",
                "strategy",
                "vitess",
                "options",
                "--postpone-completion",
                "postpone_completion",
                "1",
                "added_timestamp",
                "2026-11-22 04:00:00",
                "started_timestamp",
                "2026-11-22 04:00:01");
        assertThat(String.join("\n", Sheet.lines(row, 0))).isEqualTo("""
                migration     aaaaaaaa_0000_11f0_0000_000000000001
                table         commerce.orders
                statement     ALTER TABLE orders
                                ADD c INT
                strategy      vitess --postpone-completion
                state         running, copying
                progress      [########------------] 41.3%  82,600 of about 200,000 rows  ETA 1m05s
                lag           0s behind the binlog
                throttled     no
                revertible    once complete
                submitted     2026-11-22 04:00:00
                started       2026-11-22 04:00:01
                next          complete aaaaaaaa | blockers aaaaaaaa | cancel aaaaaaaa""");
    }

    @Test
    void andAboutOneThatHasEnded() {
        MigrationRow row = migration(
                A,
                "complete",
                100,
                "started_timestamp",
                "2026-11-22 04:00:01",
                "completed_timestamp",
                "2026-11-22 04:01:06");
        assertThat(String.join("\n", Sheet.lines(row, 0))).isEqualTo("""
                migration     aaaaaaaa_0000_11f0_0000_000000000001
                table         orders
                state         complete
                progress      [####################] 100.0%  200,000 rows
                revertible    yes
                started       2026-11-22 04:00:01
                ended         2026-11-22 04:01:06 (took 1m05s)
                next          revert aaaaaaaa""");
    }
}
