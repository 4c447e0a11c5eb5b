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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code top} draws, and which of the migrations is selected. Used by one thread. */
final class TopPicture {
    /** Lines that are no migrations: the counts and a blank, the headings, what a key has done, and the keys. */
    private static final int OTHER_LINES = 5;

    private static final String KEYS = "j k or arrows select  " + KeySteering.KEYS + "  q leave";
    private static final String BRIEF_KEYS = "j k select  c p t x steer  q leave";

    private final Map<String, Pace> paces = new HashMap<>();
    private final Set<String> last = new HashSet<>();
    private List<MigrationRow> rows = List.of();
    private int selected;
    private int top;

    /** Takes a look into account; what is selected stays so, wherever it stands now. */
    void saw(List<MigrationRow> seen, Instant now) {
        Optional<String> uuid = selected().map(MigrationRow::uuid);
        List<MigrationRow> pending = seen.stream().filter(row -> !row.ended()).toList();
        paces.keySet().retainAll(pending.stream().map(MigrationRow::uuid).collect(Collectors.toSet()));
        pending.forEach(
                row -> paces.computeIfAbsent(row.uuid(), id -> new Pace()).saw(row, now));
        List<MigrationRow> sorted = new ArrayList<>(seen);
        // The newest first within each group.
        Collections.reverse(sorted);
        last.clear();
        Set<String> tables = new HashSet<>();
        sorted.stream()
                .filter(row -> row.status().equals("complete"))
                .filter(row -> tables.add(row.text("mysql_schema") + "." + row.table()))
                .forEach(row -> last.add(row.uuid()));
        sorted.sort(Comparator.comparingInt(TopPicture::rank));
        rows = sorted;
        for (int i = 0; i < rows.size() && uuid.isPresent(); i++) {
            if (rows.get(i).uuid().equals(uuid.get())) {
                selected = i;
                return;
            }
        }
        select(selected);
    }

    /** Of how many migrations it is remembered how they went on: of those that have not ended. */
    int remembered() {
        return paces.size();
    }

    /** The one that keys are for; empty when there are none. */
    Optional<MigrationRow> selected() {
        return selected < rows.size() ? Optional.of(rows.get(selected)) : Optional.empty();
    }

    /** Selects another one, so many lines further down. */
    void move(int down) {
        select(selected + down);
    }

    private void select(int index) {
        selected = Math.max(0, Math.min(rows.size() - 1, index));
    }

    /** The picture, in a window of this size, with what is to be said and asked below it. */
    List<String> lines(int width, int height, String said, Optional<String> question) {
        List<String> lines = new ArrayList<>();
        lines.add(counts());
        lines.add("");
        boolean all = rows.size() <= height - OTHER_LINES;
        int room = Math.max(1, all ? rows.size() : height - OTHER_LINES - 1);
        top = Math.max(selected - room + 1, Math.min(top, selected));
        top = Math.max(0, Math.min(top, rows.size() - room));
        List<TopTable.Line> shown = rows.subList(top, Math.min(rows.size(), top + room)).stream()
                .map(row ->
                        new TopTable.Line(row, paces.getOrDefault(row.uuid(), new Pace()), last.contains(row.uuid())))
                .toList();
        lines.addAll(TopTable.lines(shown, selected().map(MigrationRow::uuid), width));
        if (shown.size() < rows.size()) {
            lines.add("... and " + (rows.size() - shown.size()) + (complete() ? "" : "+") + " more");
        }
        lines.add(said);
        lines.add(question.orElse(Width.of(KEYS) < width ? KEYS : BRIEF_KEYS));
        List<String> fitting =
                lines.stream().map(line -> Width.cut(line, width - 1)).toList();
        // A question is never what has no room.
        return fitting.size() <= height ? fitting : fitting.subList(fitting.size() - height, fitting.size());
    }

    private boolean complete() {
        long pending = rows.stream().filter(row -> !row.ended()).count();
        return pending < Listing.MOST && rows.size() - pending < TopCommand.ENDED;
    }

    private String counts() {
        long running =
                rows.stream().filter(row -> row.status().equals("running")).count();
        long pending = rows.stream().filter(row -> !row.ended()).count();
        long ended = rows.size() - pending;
        return running + " running, " + (pending - running) + (pending >= Listing.MOST ? "+" : "") + " waiting, "
                + ended + (ended >= TopCommand.ENDED ? "+" : "") + " ended";
    }

    private static int rank(MigrationRow row) {
        if (row.ended()) {
            return 2;
        }
        return row.status().equals("running") ? 0 : 1;
    }
}
