package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Interruption;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.migration.Pace;
import dev.palinode.shell.migration.Report;
import dev.palinode.shell.render.text.Visible;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Follows migrations where nothing can be drawn over: a line at each change, and every so often. */
final class FollowLog {
    private static final long LOOK_MILLIS = 500;
    private static final Duration AT_LEAST = Duration.ofSeconds(10);

    private final Patience patience;
    private final PrintWriter out;
    private final PrintWriter notes;
    private final InstantSource clock;
    private final Patience.Pause pause;
    private final boolean json;
    private final Interruption interruption;
    private final Map<String, Seen> seen = new LinkedHashMap<>();

    /** What was seen of one migration, and when it was last printed. */
    private static final class Seen {
        private final Pace pace = new Pace();
        private String essence = "";
        private Instant printed = Instant.MIN;
    }

    FollowLog(
            ShellContext context,
            Patience patience,
            PrintWriter out,
            InstantSource clock,
            Patience.Pause pause,
            boolean json) {
        this.patience = patience;
        this.notes = context.notes();
        this.interruption = context.interruption();
        this.out = out;
        this.clock = clock;
        this.pause = pause;
        this.json = json;
    }

    /** Returns the migration as last seen: ended, or as it was at Ctrl-C, or when nobody read on or the time was over. */
    MigrationRow run(MigrationRow first, Optional<Duration> limit) throws SqlFailure, CommandFailure {
        MigrationRow row = first;
        Instant begun = clock.instant();
        while (true) {
            Instant now = clock.instant();
            show(row, now, true);
            boolean over = limit.isPresent() && !begun.plus(limit.get()).isAfter(now);
            if (row.ended() || over || left()) {
                return row;
            }
            String uuid = row.uuid();
            Optional<MigrationRow> next = look(finder -> finder.byUuid(uuid));
            if (next.isEmpty()) {
                return row;
            }
            row = next.get();
        }
    }

    /** Follows all that have not ended, those that come meanwhile, too, until there are none. Returns how many it has seen. */
    int runAll() throws SqlFailure, CommandFailure {
        Set<String> watched = new LinkedHashSet<>();
        int count = 0;
        do {
            Instant now = clock.instant();
            Optional<List<MigrationRow>> look =
                    look(finder -> finder.read(Listing.pendingAnd(Optional.empty(), "", watched)));
            if (look.isEmpty()) {
                return count;
            }
            List<MigrationRow> rows = look.get();
            if (rows.size() < Listing.MOST) {
                watched.retainAll(rows.stream().map(MigrationRow::uuid).toList());
            }
            for (MigrationRow row : rows) {
                boolean known = watched.contains(row.uuid());
                if (!known && !row.ended()) {
                    watched.add(row.uuid());
                    count++;
                }
                // One that waits says nothing new every ten seconds.
                show(row, now, row.status().equals("running"));
                if (row.ended()) {
                    watched.remove(row.uuid());
                    seen.remove(row.uuid());
                }
            }
        } while (!watched.isEmpty() && !left());
        return count;
    }

    private <T> Optional<T> look(Patience.Look<T> look) throws SqlFailure, CommandFailure {
        boolean[] away = new boolean[1];
        Optional<T> seen = patience.look(look, said -> {
            if (!away[0]) {
                note(said + "...");
            }
            away[0] = true;
            return left();
        });
        if (away[0] && seen.isPresent()) {
            note("connected again");
        }
        return seen;
    }

    private void note(String said) {
        notes.println(said);
        notes.flush();
    }

    /** Waits a little; true when it is enough. */
    private boolean left() {
        if (interruption.asked() || out.checkError()) {
            return true;
        }
        try {
            pause.millis(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
        return interruption.asked();
    }

    private void show(MigrationRow row, Instant now, boolean always) {
        Seen before = seen.computeIfAbsent(row.uuid(), uuid -> new Seen());
        before.pace.saw(row, now);
        String essence = Report.essence(row);
        boolean due = always && !now.isBefore(before.printed.plus(AT_LEAST));
        if (essence.equals(before.essence) && !due) {
            return;
        }
        before.essence = essence;
        before.printed = now;
        out.println(json ? Report.json(row, before.pace, now) : Visible.line(Report.plain(row, before.pace)));
        out.flush();
    }
}
