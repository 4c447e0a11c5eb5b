package dev.palinode.shell.command.watch;

import static dev.palinode.shell.migration.Rows.A;
import static dev.palinode.shell.migration.Rows.B;
import static dev.palinode.shell.migration.Rows.C;
import static dev.palinode.shell.migration.Rows.migration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.render.text.Width;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code top} draws. */
final class TopTest {
    private final TopPicture picture = new TopPicture();

    private static List<MigrationRow> rows() {
        List<MigrationRow> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(migration(A + i, "complete", 100));
        }
        rows.add(migration(B, "queued", 0));
        rows.add(migration(C, "running", 40, "stage", "copying rows"));
        return rows;
    }

    private List<String> lines(int width) {
        return picture.lines(width, 12, "", Optional.empty());
    }

    @Test
    void whatRunsComesFirstAndTheWindowIsNotExceeded() {
        List<MigrationRow> rows = rows();
        picture.saw(rows, Instant.EPOCH);
        List<String> lines = lines(100);
        assertThat(lines).hasSize(12).first().asString().isEqualTo("1 running, 1 waiting, 20 ended");
        assertThat(lines.get(3)).startsWith("> cccccccc");
        assertThat(lines.get(4)).startsWith("  bbbbbbbb");
        assertThat(lines.get(9)).isEqualTo("... and 16 more");
        assertThat(lines.get(11)).startsWith("j k or arrows select  c complete");
        for (int i = rows.size() - 2; i < TopCommand.ENDED; i++) {
            rows.add(migration(A + i, "failed", 100));
        }
        picture.saw(rows, Instant.EPOCH);
        assertThat(lines(100))
                .as("there may be more than were asked for")
                .contains("... and 96+ more")
                .first()
                .asString()
                .isEqualTo("1 running, 1 waiting, 100+ ended");
    }

    @Test
    void whatIsSelectedStaysSoWhereverItGoes() {
        List<MigrationRow> rows = rows();
        picture.saw(rows, Instant.EPOCH);
        picture.move(1);
        assertThat(picture.selected()).map(MigrationRow::uuid).contains(B);
        picture.saw(
                List.of(migration(B, "complete", 100), migration(C, "running", 50), migration(A, "running", 1)),
                Instant.EPOCH);
        assertThat(lines(100).get(5)).startsWith("> bbbbbbbb");
        picture.saw(rows, Instant.EPOCH);
        picture.move(100);
        assertThat(lines(100).get(8)).as("the last one").startsWith("> aaaaaaaa");
        picture.move(-100);
        assertThat(lines(100).get(3)).startsWith("> cccccccc");
        picture.saw(List.of(), Instant.EPOCH);
        assertThat(picture.selected()).isEmpty();
    }

    @Test
    void theQuestionIsThereInAnyWindow() {
        picture.saw(rows(), Instant.EPOCH);
        String question = "Cancel cccccccc (alter orders)?  y/n  What has been copied (40%) is lost.";
        for (int height : new int[] {3, 6, 12}) {
            List<String> lines = picture.lines(40, height, "said", Optional.of(question));
            assertThat(lines).hasSizeLessThanOrEqualTo(height).allMatch(line -> Width.of(line) < 40);
            assertThat(lines.get(lines.size() - 1)).contains("y/n");
        }
    }

    @Test
    void whatHasEndedIsForgotten() {
        picture.saw(rows(), Instant.EPOCH);
        assertThat(picture.remembered()).as("B and C").isEqualTo(2);
        picture.saw(List.of(migration(A, "running", 1), migration(C, "complete", 100)), Instant.EPOCH);
        assertThat(picture.remembered()).isEqualTo(1);
    }

    @Test
    void theQuestionOfFollowIsThereInAnyWindow() {
        List<String> lines = List.of("uuid", "bar", "facts", "more facts", "stage", "Cancel it?  y/n");
        assertThat(FollowLoop.fit(lines, 6)).isEqualTo(lines);
        assertThat(FollowLoop.fit(lines, 3)).containsExactly("uuid", "bar", "Cancel it?  y/n");
    }

    @Test
    void onlyTheLastOfATableIsCalledRevertible() {
        picture.saw(
                List.of(migration(A, "complete", 100), migration(B, "complete", 100), migration(C, "cancelled", 10)),
                Instant.EPOCH);
        assertThat(lines(120).get(3)).startsWith("> cccccccc").contains("  -");
        assertThat(lines(120).get(4)).startsWith("  bbbbbbbb").contains("  yes");
        assertThat(lines(120).get(5)).startsWith("  aaaaaaaa").doesNotContain("yes");
    }
}
