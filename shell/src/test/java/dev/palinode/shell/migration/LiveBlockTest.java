package dev.palinode.shell.migration;

import static dev.palinode.shell.migration.Rows.A;
import static dev.palinode.shell.migration.Rows.migration;
import static dev.palinode.shell.migration.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LiveBlockTest {
    private static final MigrationRow THROTTLED = migration(
            A,
            "running",
            50,
            "stage",
            "copying rows",
            "liveness_timestamp",
            "2026-11-21 20:00:05",
            "last_throttled_timestamp",
            "2026-11-21 20:00:04",
            "reason_throttled",
            "lag 6.1 > 5 on replica");

    @Test
    void aRunningOneSaysAllThatChanges() {
        Pace pace = new Pace();
        pace.saw(migration(A, "running", 40, "stage", "copying rows", "eta_seconds", "9"), Instant.EPOCH);
        MigrationRow now = migration(A, "running", 50, "stage", "copying rows", "eta_seconds", "5");
        pace.saw(now, Instant.EPOCH.plusSeconds(2));
        assertThat(LiveBlock.lines(now, pace, 110))
                .containsExactly(
                        A + "  alter orders",
                        "copying       [##########----------]  50.0%  100,000 of about 200,000 rows  10,000"
                                + " rows/s  ETA 5s-7s",
                        "lag 0s | not throttled | can be reverted once complete");
    }

    @Test
    void noLineIsWiderThanTheTerminal() {
        for (int width = 20; width < 130; width++) {
            int room = width;
            assertThat(LiveBlock.lines(THROTTLED, new Pace(), width)).allMatch(line -> line.length() < room);
        }
    }

    @Test
    void whoThrottlesAndWhyIsSaid() {
        assertThat(LiveBlock.lines(THROTTLED, new Pace(), 120))
                .contains("lag 0s | THROTTLED: lag 6.1 > 5 on replica | can be reverted once complete");
        assertThat(row("migration_status", "running", "user_throttle_ratio", "1")
                        .throttleReason())
                .isEqualTo("by a rule of a user");
        MigrationRow recovered = migration(
                A,
                "running",
                50,
                "liveness_timestamp",
                "2026-11-21 20:00:15",
                "last_throttled_timestamp",
                "2026-11-21 20:00:04.123456");
        assertThat(recovered.throttled()).isFalse();
    }

    @Test
    void theSheetLeavesOutWhatIsNotKnown() {
        assertThat(Sheet.lines(
                        migration(
                                A,
                                "complete",
                                100,
                                "mysql_schema",
                                "shop",
                                "migration_statement",
                                "ALTER TABLE orders\n ADD x INT",
                                "strategy",
                                "vitess",
                                "revertible_notes",
                                "column a is gone\nkey b is gone",
                                "started_timestamp",
                                "2026-11-21 20:00:00",
                                "completed_timestamp",
                                "2026-11-21 20:01:05.123456"),
                        0))
                .containsExactly(
                        "migration     " + A,
                        "table         shop.orders",
                        "statement     ALTER TABLE orders",
                        "               ADD x INT",
                        "strategy      vitess",
                        "state         complete",
                        "progress      [####################] 100.0%  200,000 rows",
                        "revertible    if all rows fit (column a is gone; key b is gone)",
                        "started       2026-11-21 20:00:00",
                        "ended         2026-11-21 20:01:05.123456 (took 1m05s)",
                        "next          revert aaaaaaaa");
    }

    @Test
    void theReportsKeysStay() {
        assertThat(Report.json(THROTTLED, new Pace(), Instant.EPOCH))
                .isEqualTo("{\"time\":\"1970-01-01T00:00:00Z\",\"uuid\":\"" + A
                        + "\",\"table\":\"orders\",\"action\":\"alter\",\"status\":\"running\",\"phase\":\"copying\","
                        + "\"percent\":50.0,\"rows_copied\":100000,\"table_rows\":200000,\"rows_per_second\":0,"
                        + "\"eta_seconds\":65,\"lag_seconds\":0,\"throttled\":true,"
                        + "\"throttle_reason\":\"lag 6.1 > 5 on replica\",\"postponed\":false,\"revertible\":\"\","
                        + "\"stage\":\"copying rows\",\"message\":\"\","
                        + "\"phase_percent\":50.0,\"phase_unit\":\"rows\",\"phase_completed\":100000,"
                        + "\"phase_estimated\":200000,\"phase_per_second\":0,\"phase_eta_seconds\":65,"
                        + "\"phase_since\":\"\"}");
    }

    @Test
    void thePaceForgetsAndBeginsAnew() {
        Pace pace = new Pace();
        assertThat(pace.perSecond()).isEqualTo(Optional.empty());
        for (int second = 0; second <= 60; second++) {
            pace.saw(migration(A, "running", second < 30 ? 0 : second - 30), Instant.EPOCH.plusSeconds(second));
        }
        assertThat(pace.rate()).isEqualTo("2,000 rows/s");
        pace.saw(migration(A, "running", 1), Instant.EPOCH.plusSeconds(61));
        assertThat(pace.rate()).isEmpty();
    }
}
