package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.migration.MigrationTable;
import dev.palinode.shell.render.text.Width;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows migrations until all of them have ended or the user has seen enough. Leaving stops no migration. */
final class MigrationWatch {
    private static final long REFRESH_MILLIS = 500;

    /** Looks at the migrations as they are now: those that have not ended, and those that are watched. */
    interface Source {
        List<MigrationRow> read(Set<String> watched) throws SqlFailure;
    }

    private final Source source;
    private final Screen screen;
    private final Set<String> watched = new HashSet<>();

    MigrationWatch(Source source, Screen screen) {
        this.source = source;
        this.screen = screen;
    }

    /** Returns the migrations watched, as last seen. */
    List<MigrationRow> run(List<MigrationRow> first) throws SqlFailure {
        List<MigrationRow> shown = pick(first);
        while (shown.stream().anyMatch(row -> !row.ended())) {
            screen.draw(picture(shown));
            if (screen.key(REFRESH_MILLIS) == Screen.LEAVE) {
                break;
            }
            shown = pick(source.read(Set.copyOf(watched)));
        }
        screen.draw(fit(MigrationTable.lines(shown, screen.width()), shown.size()));
        return shown;
    }

    private List<MigrationRow> pick(List<MigrationRow> all) {
        all.stream().filter(row -> !row.ended()).map(MigrationRow::uuid).forEach(watched::add);
        return all.stream().filter(row -> watched.contains(row.uuid())).toList();
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
