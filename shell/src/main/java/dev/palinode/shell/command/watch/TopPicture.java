package dev.palinode.shell.command.watch;

import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.migration.Pace;
import dev.palinode.shell.migration.TopTable;
import dev.palinode.shell.render.text.Width;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What {@code top} draws. Used by one thread. */
final class TopPicture {
    private final Map<String, Pace> paces = new HashMap<>();
    private List<MigrationRow> rows = List.of();

    /** Takes a look into account. */
    void saw(List<MigrationRow> seen, Instant now) {
        rows = seen;
        seen.stream()
                .filter(row -> !row.ended())
                .forEach(row ->
                        paces.computeIfAbsent(row.uuid(), id -> new Pace()).saw(row, now));
    }

    /** The picture, in a window of this size. */
    List<String> lines(int width, int height) {
        List<MigrationRow> sorted = new ArrayList<>(rows);
        // The newest first within each group.
        Collections.reverse(sorted);
        sorted.sort(Comparator.comparingInt(TopPicture::rank));
        long running =
                rows.stream().filter(row -> row.status().equals("running")).count();
        long pending = rows.stream().filter(row -> !row.ended()).count();
        long ended = rows.size() - pending;
        String waiting = (pending - running) + (pending >= Listing.MOST ? "+" : "") + " waiting";
        List<String> lines = new ArrayList<>();
        lines.add(Width.cut(
                running + " running, " + waiting + ", " + ended + (ended >= TopCommand.ENDED ? "+" : "") + " ended"
                        + "     q leave",
                width - 1));
        lines.add("");
        int room = Math.max(1, height - 4);
        List<MigrationRow> shown = sorted.subList(0, Math.min(room, sorted.size()));
        lines.addAll(TopTable.lines(shown, row -> paces.getOrDefault(row.uuid(), new Pace()), width));
        if (shown.size() < sorted.size()) {
            boolean all = pending < Listing.MOST && ended < TopCommand.ENDED;
            lines.add("... and " + (sorted.size() - shown.size()) + (all ? "" : "+") + " more");
        }
        return lines;
    }

    private static int rank(MigrationRow row) {
        if (row.ended()) {
            return 2;
        }
        return row.status().equals("running") ? 0 : 1;
    }
}
