package dev.palinode.shell.migration;

import static dev.palinode.shell.migration.Rows.A;
import static dev.palinode.shell.migration.Rows.migration;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each phase is shown with its own bar, percentage and time to go. */
final class PhaseViewTest {
    private static final MigrationRow WAITING = migration(
            A,
            "running",
            100,
            "stage",
            "ready to cut over: waiting for COMPLETE",
            "phase",
            "waiting",
            "eta_seconds",
            "0",
            "phase_since_timestamp",
            "2026-11-22 04:00:00",
            "liveness_timestamp",
            "2026-11-22 04:03:05");

    private static MigrationRow verifying(String percent, String completed) {
        return migration(
                A,
                "running",
                100,
                "stage",
                "verifying rows",
                "phase",
                "verify",
                "eta_seconds",
                "0",
                "phase_progress",
                percent,
                "phase_eta_seconds",
                "12",
                "phase_work_completed",
                completed,
                "phase_work_estimated",
                "200000");
    }

    private static MigrationRow catchingUp() {
        return migration(
                A,
                "running",
                100,
                "stage",
                "catching up",
                "phase",
                "catch-up",
                "eta_seconds",
                "0",
                "phase_progress",
                "37.5",
                "phase_work_completed",
                "300",
                "phase_work_estimated",
                "800");
    }

    @Test
    void whatIsVerifiedIsShownAndNotWhatWasCopied() {
        Pace pace = new Pace();
        pace.saw(migration(A, "running", 100, "stage", "copying rows", "phase", "copy"), Instant.EPOCH);
        pace.saw(verifying("20", "40000"), Instant.EPOCH.plusSeconds(2));
        assertThat(pace.rate()).as("of the copy").isEmpty();
        MigrationRow row = verifying("25", "50000");
        pace.saw(row, Instant.EPOCH.plusSeconds(4));
        assertThat(LiveBlock.lines(row, pace, 130))
                .element(1)
                .isEqualTo("verifying     [#####---------------]  25.0%  50,000 of about 200,000 rows compared  5,000"
                        + " rows/s  ETA 10s-12s");
        assertThat(String.join(
                        "\n", TopTable.lines(List.of(new TopTable.Line(row, pace, true)), Optional.empty(), 120)))
                .contains("verifying  [##--------]  25.0%  5,000 rows/s  10s-12s");
        assertThat(String.join("\n", MigrationTable.lines(List.of(row), 140)))
                .contains("verifying  [#####---------------]  25.0%  12s");
        assertThat(Sheet.lines(row, 0))
                .contains("progress      [#####---------------] 25.0%  50,000 of about 200,000 rows compared  ETA 12s");
        assertThat(Report.plain(row, pace)).contains("verifying  25.0%  50,000 of about 200,000 rows compared");
        assertThat(Report.json(row, pace, Instant.EPOCH))
                .contains("\"phase\":\"verifying\",\"percent\":100.0,", "\"rows_per_second\":0,\"eta_seconds\":0,")
                .contains("\"phase_percent\":25.0,\"phase_unit\":\"rows compared\",\"phase_completed\":50000,"
                        + "\"phase_estimated\":200000,\"phase_per_second\":5000,\"phase_eta_seconds\":12");
    }

    @Test
    void aBacklogWhoseEndIsNotKnownHasNone() {
        MigrationRow row = catchingUp();
        assertThat(LiveBlock.lines(row, new Pace(), 130))
                .element(1)
                .isEqualTo("catching up   [#######-------------]  37.5%  300 of about 800 transactions");
        assertThat(Report.json(row, new Pace(), Instant.EPOCH)).contains("\"phase_eta_seconds\":-1");
        assertThat(row.percentOfPhase()).isEqualTo(" at 37%");
        MigrationRow unknown =
                migration(A, "running", 100, "stage", "catching up", "phase", "catch-up", "eta_seconds", "0");
        assertThat(LiveBlock.lines(unknown, new Pace(), 130))
                .element(1)
                .isEqualTo("catching up   [--------------------]      -");
    }

    @Test
    void whoWaitsHasNoProgressButSaysForHowLongAndForWhat() {
        assertThat(LiveBlock.lines(WAITING, new Pace(), 130))
                .containsSubsequence("ready to swap for 3m05s", "ready to cut over: waiting for COMPLETE");
        assertThat(Report.plain(WAITING, new Pace()))
                .contains("ready to swap  for 3m05s")
                .doesNotContain("%");
        assertThat(Report.json(WAITING, new Pace(), Instant.EPOCH))
                .contains("\"phase_percent\":null,", "\"phase_since\":\"2026-11-22 04:00:00\"");
        assertThat(WAITING.percentOfPhase()).isEmpty();
        assertThat(Sheet.lines(WAITING, 0)).contains("progress      ready to swap for 3m05s");
        assertThat(String.join("\n", MigrationTable.lines(List.of(WAITING), 160)))
                .contains("ready to swap  [####################]      -  -");
    }

    @Test
    void oneThatHasEndedShowsItsCopyAgain() {
        MigrationRow failed = migration(A, "failed", 100, "phase", "verify", "phase_progress", "40");
        assertThat(PhaseView.of(failed).percentText()).isEqualTo("100.0%");
        assertThat(failed.phase()).isEqualTo("failed");
    }

    @Test
    void whatContradictsThePercentageIsLeftOut() {
        MigrationRow running =
                migration(A, "running", 9, "stage", "copying rows", "rows_copied", "17261", "table_rows", "99802");
        assertThat(LiveBlock.lines(running, new Pace(), 130))
                .element(1)
                .isEqualTo("copying       [#-------------------]   9.0%  17,261 rows");
        assertThat(Sheet.lines(running, 0))
                .contains("progress      [#-------------------] 9.0%  17,261 rows  ETA 1m05s");
        assertThat(String.join("\n", MigrationTable.lines(List.of(running), 140)))
                .endsWith("9.0%  1m05s  17,261");
        assertThat(Report.json(running, new Pace(), Instant.EPOCH))
                .as("programs have both")
                .contains("\"phase_completed\":17261,\"phase_estimated\":99802");
        MigrationRow near =
                migration(A, "running", 12.5, "stage", "copying rows", "rows_copied", "26193", "table_rows", "199604");
        assertThat(Facts.rows(near)).isEqualTo("26,193 of about 199,604 rows");
        MigrationRow reverted = migration(A, "complete", 100, "rows_copied", "0", "table_rows", "97990");
        assertThat(LiveBlock.lines(reverted, new Pace(), 130))
                .element(1)
                .isEqualTo("complete      [####################] 100.0%");
        assertThat(Sheet.lines(reverted, 0)).contains("progress      [####################] 100.0%");
        assertThat(String.join("\n", MigrationTable.lines(List.of(reverted), 140)))
                .endsWith("100.0%  -    -");
        assertThat(Facts.rows(migration(A, "complete", 100, "table_rows", "97990")))
                .as("more than was guessed")
                .isEqualTo("200,000 rows");
        assertThat(Facts.rows(migration(A, "running", 0, "stage", "copying rows")))
                .isEqualTo("0 of about 200,000 rows");
    }
}
