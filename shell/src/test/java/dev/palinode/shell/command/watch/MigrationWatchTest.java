package dev.palinode.shell.command.watch;

import static dev.palinode.shell.migration.Rows.A;
import static dev.palinode.shell.migration.Rows.B;
import static dev.palinode.shell.migration.Rows.C;
import static dev.palinode.shell.migration.Rows.migration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.migration.MigrationRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MigrationWatchTest {
    @Test
    void theWatchEndsWithTheLastMigration() throws Exception {
        Queue<List<MigrationRow>> looks = new ArrayDeque<>(List.of(
                List.of(migration(A, "complete", 100), migration(B, "running", 50)),
                List.of(migration(A, "complete", 100), migration(B, "complete", 100), migration(C, "running", 1)),
                List.of(migration(A, "complete", 100), migration(B, "complete", 100), migration(C, "failed", 1))));
        RecordingScreen screen = new RecordingScreen("");
        List<Set<String>> asked = new ArrayList<>();
        List<MigrationRow> last = new MigrationWatch(
                        watched -> {
                            asked.add(watched);
                            return looks.remove();
                        },
                        screen)
                .run(looks.remove());
        assertThat(asked).as("what is watched is seen to its end").containsExactly(Set.of(B), Set.of(C));
        assertThat(last).extracting(MigrationRow::uuid).containsExactly(C, B);
        assertThat(screen.drawings).hasSize(3);
        assertThat(screen.drawings.get(0)).hasSize(3).last().asString().startsWith("q or Ctrl-C");
        assertThat(screen.drawings.get(1)).hasSize(4);
        assertThat(screen.drawings.get(2)).hasSize(3);
        assertThat(screen.drawings.get(2).get(1)).contains(C, "failed");
    }

    @Test
    void theUserMayLeaveEarlier() throws Exception {
        RecordingScreen screen = new RecordingScreen(" q");
        List<MigrationRow> running = List.of(migration(A, "running", 50));
        assertThat(new MigrationWatch(watched -> running, screen).run(running)).isEqualTo(running);
        assertThat(screen.waits()).isEqualTo(2);
        assertThat(screen.drawings.get(screen.drawings.size() - 1)).hasSize(2);
    }

    /** One after the other, with the first that fails. */
    private static List<MigrationRow> migrations(int all, int ended) {
        List<MigrationRow> rows = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            String state = i < ended ? i == 0 ? "failed" : "complete" : i == ended ? "running" : "queued";
            rows.add(migration(A + i, state, 0));
        }
        return rows;
    }

    @Test
    void whatRunsStandsAboveWhatHasEnded() throws Exception {
        int all = 40;
        RecordingScreen screen = new RecordingScreen("");
        List<Set<String>> asked = new ArrayList<>();
        List<MigrationRow> last = new MigrationWatch(
                        watched -> {
                            asked.add(watched);
                            int ended = asked.size();
                            // As the server answers: those that have not ended, and those that were asked for.
                            return migrations(all, ended).stream()
                                    .filter(row -> !row.ended() || watched.contains(row.uuid()))
                                    .toList();
                        },
                        screen)
                .run(migrations(all, 0));
        for (int i = 0; i < all; i++) {
            assertThat(screen.drawings.get(i).get(1)).contains(A + i, "running");
        }
        assertThat(asked.get(all - 1))
                .as("what has ended is not asked for again")
                .containsExactly(A + (all - 1));
        assertThat(last)
                .as("the last that have ended, and what went wrong")
                .extracting(MigrationRow::uuid)
                .hasSize(MigrationWatch.ENDED + 1)
                .startsWith(A + (all - 1))
                .endsWith(A + 0);
    }

    @Test
    void oneThatIsRetriedIsShownOnce() throws Exception {
        Queue<List<MigrationRow>> looks = new ArrayDeque<>(List.of(
                List.of(migration(A, "running", 0), migration(B, "running", 0)),
                List.of(migration(A, "failed", 0), migration(B, "running", 0)),
                List.of(migration(A, "queued", 0), migration(B, "running", 0)),
                List.of(migration(A, "complete", 0))));
        List<MigrationRow> last =
                new MigrationWatch(watched -> looks.remove(), new RecordingScreen("")).run(looks.remove());
        assertThat(last).as("B is gone").containsExactly(migration(A, "complete", 0));
    }

    @Test
    void moreMigrationsThanLinesAreCounted() throws Exception {
        List<MigrationRow> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            many.add(migration(A + i, "queued", 0));
        }
        RecordingScreen screen = new RecordingScreen("q");
        new MigrationWatch(watched -> many, screen).run(many);
        assertThat(screen.drawings.get(0)).hasSize(9);
        assertThat(screen.drawings.get(0).get(7)).isEqualTo("... and 24 more");
    }
}
