package dev.palinode.shell.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class MigrationsTest {
    private static final String A = "aaaaaaaa_0000_11f0_0000_000000000001";
    private static final String B = "bbbbbbbb_0000_11f0_0000_000000000002";
    private static final String C = "cccccccc_0000_11f0_0000_000000000003";

    private static MigrationRow migration(String uuid, String status, double percent, String message) {
        return new MigrationRow(
                uuid, "orders", "alter", status, percent, 65, (long) (2_000 * percent), 200_000, message);
    }

    @Test
    void readsVitessColumnsAndDoesWithoutMissingOnes() {
        MigrationRow row = MigrationRow.of(
                List.of("id", "migration_uuid", "MYSQL_TABLE", "migration_status", "progress", "eta_seconds", "stage"),
                List.of("1", A, "orders", "running", "12.5", "-1", "copying").stream()
                        .map(Optional::of)
                        .toList());
        assertThat(row).isEqualTo(new MigrationRow(A, "orders", "", "running", 12.5, -1, 0, 0, "copying"));
        assertThat(MigrationRow.of(List.of("progress"), List.of(Optional.empty())))
                .isEqualTo(new MigrationRow("", "", "", "", 0, -1, 0, 0, ""));
    }

    @Test
    void aWideTerminalShowsEverything() {
        List<MigrationRow> rows = List.of(
                migration(A, "running", 41.3, ""), migration(B, "failed", 7, "Duplicate entry '1'\nfor key 'u'"));
        assertThat(MigrationTable.lines(rows, 160))
                .containsExactly(
                        "uuid                                  table   action  state    progress                       eta"
                                + "    rows            message",
                        A + "  orders  alter   running  [########------------]  41.3%  1m05s  82,600/200,000",
                        B + "  orders  alter   failed   [#-------------------]   7.0%  -      14,000/200,000"
                                + "  Duplicate entry '1' for key 'u'");
    }

    @Test
    void aNarrowOneLeavesOutWhatHasNoRoom() {
        List<MigrationRow> rows = List.of(migration(A, "running", 41.3, "a message"));
        assertThat(MigrationTable.lines(rows, 107))
                .containsExactly(
                        "uuid                                  table   action  state    progress  eta    rows      message",
                        A + "  orders  alter   running   41.3%    1m05s  82k/200k  a message");
        for (int width = 20; width < 130; width++) {
            int room = width;
            assertThat(MigrationTable.lines(rows, width)).allMatch(line -> line.length() < room);
        }
    }

    @Test
    void theWatchEndsWithTheLastMigration() throws Exception {
        Queue<List<MigrationRow>> looks = new ArrayDeque<>(List.of(
                List.of(migration(A, "complete", 100, ""), migration(B, "running", 50, "")),
                List.of(
                        migration(A, "complete", 100, ""),
                        migration(B, "complete", 100, ""),
                        migration(C, "running", 1, "")),
                List.of(
                        migration(A, "complete", 100, ""),
                        migration(B, "complete", 100, ""),
                        migration(C, "failed", 1, "no"))));
        RecordingScreen screen = new RecordingScreen(Integer.MAX_VALUE);
        List<MigrationRow> last = new MigrationWatch(looks::remove, screen).run(looks.remove());
        assertThat(last).extracting(MigrationRow::uuid).containsExactly(B, C);
        assertThat(screen.drawings).hasSize(3);
        assertThat(screen.drawings.get(0)).hasSize(3).last().asString().startsWith("q or Ctrl-C");
        assertThat(screen.drawings.get(1)).hasSize(4);
        assertThat(screen.drawings.get(2)).hasSize(3).last().asString().contains(C, "failed");
    }

    @Test
    void theUserMayLeaveEarlier() throws Exception {
        RecordingScreen screen = new RecordingScreen(2);
        List<MigrationRow> running = List.of(migration(A, "running", 50, ""));
        assertThat(new MigrationWatch(() -> running, screen).run(running)).isEqualTo(running);
        assertThat(screen.waits).isEqualTo(2);
        assertThat(screen.drawings.get(screen.drawings.size() - 1)).hasSize(2);
    }

    @Test
    void moreMigrationsThanLinesAreCounted() throws Exception {
        List<MigrationRow> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            many.add(migration(A + i, "queued", 0, ""));
        }
        RecordingScreen screen = new RecordingScreen(0);
        new MigrationWatch(() -> many, screen).run(many);
        assertThat(screen.drawings.get(0)).hasSize(9);
        assertThat(screen.drawings.get(0).get(7)).isEqualTo("... and 24 more");
    }

    /** A screen of ten lines whose user leaves after some waits. */
    private static final class RecordingScreen implements Screen {
        private final List<List<String>> drawings = new ArrayList<>();
        private final int patience;
        private int waits;

        RecordingScreen(int patience) {
            this.patience = patience;
        }

        @Override
        public int width() {
            return 120;
        }

        @Override
        public int height() {
            return 10;
        }

        @Override
        public void draw(List<String> lines) {
            drawings.add(lines);
        }

        @Override
        public boolean waitForLeave(long millis) {
            waits++;
            return waits >= patience;
        }

        @Override
        public void close() {}
    }
}
