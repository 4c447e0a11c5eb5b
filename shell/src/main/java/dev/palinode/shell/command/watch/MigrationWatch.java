package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.migration.MigrationTable;
import dev.palinode.shell.render.text.Width;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Shows migrations until all of them have ended or the user has seen enough: those that have not ended first, and below
 * them the last that have ended meanwhile. Leaving stops no migration.
 */
final class MigrationWatch {
    /** How many that have ended meanwhile are still shown. */
    static final int ENDED = 10;

    private static final long REFRESH_MILLIS = 500;

    /** Looks at the migrations as they are now: those that have not ended, and those that are watched. */
    interface Source {
        List<MigrationRow> read(Set<String> watched) throws SqlFailure;
    }

    private final Source source;
    private final Screen screen;
    private final Set<String> live = new HashSet<>();
    private final Map<String, MigrationRow> wrong = new LinkedHashMap<>();
    private List<MigrationRow> ended = List.of();

    MigrationWatch(Source source, Screen screen) {
        this.source = source;
        this.screen = screen;
    }

    /** Returns the migrations shown last, and behind them others that went wrong while they were watched. */
    List<MigrationRow> run(List<MigrationRow> first) throws SqlFailure {
        List<MigrationRow> seen = first;
        List<MigrationRow> shown = pick(seen);
        // What a full answer has no room for is seen by the next look.
        while (!live.isEmpty() || seen.size() >= Listing.MOST) {
            screen.draw(picture(shown));
            if (screen.key(REFRESH_MILLIS) == Screen.LEAVE) {
                break;
            }
            seen = source.read(Set.copyOf(live));
            shown = pick(seen);
        }
        screen.draw(fit(MigrationTable.lines(shown, screen.width()), shown.size()));
        shown.forEach(row -> wrong.remove(row.uuid()));
        return Stream.concat(shown.stream(), wrong.values().stream()).toList();
    }

    private List<MigrationRow> pick(List<MigrationRow> all) {
        List<MigrationRow> pending = all.stream().filter(row -> !row.ended()).toList();
        Set<String> again = pending.stream().map(MigrationRow::uuid).collect(Collectors.toSet());
        List<MigrationRow> last = new ArrayList<>(ended);
        last.removeIf(row -> again.contains(row.uuid()));
        wrong.keySet().removeAll(again);
        for (MigrationRow row : all) {
            if (row.ended() && live.remove(row.uuid())) {
                last.add(0, row);
                if (row.wentWrong()) {
                    wrong.put(row.uuid(), row);
                }
            }
        }
        if (all.size() < Listing.MOST) {
            // Others are gone.
            live.retainAll(again);
        }
        live.addAll(again);
        ended = List.copyOf(last.subList(0, Math.min(last.size(), ENDED)));
        return Stream.concat(pending.stream(), ended.stream()).toList();
    }

    private List<String> picture(List<MigrationRow> shown) {
        List<String> lines = new ArrayList<>(fit(MigrationTable.lines(shown, screen.width()), shown.size()));
        lines.add(Width.cut("q or Ctrl-C: back to the prompt, migrations run on", screen.width() - 1));
        return lines;
    }

    private List<String> fit(List<String> lines, int count) {
        int room = screen.height() - 2;
        if (lines.size() <= room) {
            return lines;
        }
        List<String> kept = new ArrayList<>(lines.subList(0, room - 1));
        kept.add("... and " + (count - (room - 2)) + " more");
        return kept;
    }
}
