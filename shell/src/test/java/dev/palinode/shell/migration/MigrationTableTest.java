package dev.palinode.shell.migration;

import static dev.palinode.shell.migration.Rows.A;
import static dev.palinode.shell.migration.Rows.B;
import static dev.palinode.shell.migration.Rows.migration;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MigrationTableTest {
    @Test
    void aWideTerminalShowsEverything() {
        List<MigrationRow> rows = List.of(
                migration(A, "running", 41.3, "stage", "copying rows"),
                migration(B, "failed", 7, "message", "Duplicate entry '1'\nfor key 'u'"));
        assertThat(MigrationTable.lines(rows, 160))
                .containsExactly(
                        "uuid                                  table   action  state    progress                       eta"
                                + "    rows            message",
                        A + "  orders  alter   copying  [########------------]  41.3%  1m05s  82,600/200,000",
                        B + "  orders  alter   failed   [#-------------------]   7.0%  -      14,000/200,000"
                                + "  Duplicate entry '1' for key 'u'");
    }

    @Test
    void aNarrowOneLeavesOutWhatHasNoRoom() {
        List<MigrationRow> rows = List.of(migration(A, "running", 41.3, "message", "a message"));
        assertThat(MigrationTable.lines(rows, 96))
                .containsExactly(
                        "uuid      table   action  state    progress             eta    rows            message",
                        "aaaaaaaa  orders  alter   running  [####------]  41.3%  1m05s  82,600/200,000  a message");
        for (int width = 20; width < 130; width++) {
            int room = width;
            assertThat(MigrationTable.lines(rows, width)).allMatch(line -> line.length() < room);
        }
    }
}
