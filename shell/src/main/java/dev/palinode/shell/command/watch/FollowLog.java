package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Interruption;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.migration.Pace;
import dev.palinode.shell.migration.Report;
import dev.palinode.shell.render.text.Visible;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Follows one migration where nothing can be drawn over: a line at each change, and every so often. */
final class FollowLog {
    private static final long LOOK_MILLIS = 500;
    private static final Duration AT_LEAST = Duration.ofSeconds(10);

    private final MigrationFinder finder;
    private final PrintWriter out;
    private final InstantSource clock;
    private final Pause pause;
    private final boolean json;
    private final Interruption interruption;
    private final Pace pace = new Pace();
    private String essence = "";
    private Instant printed = Instant.MIN;

    FollowLog(ShellContext context, PrintWriter out, InstantSource clock, Pause pause, boolean json) {
        this.finder = new MigrationFinder(context.client());
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
            pace.saw(row, now);
            show(row, now);
            boolean over = limit.isPresent() && !begun.plus(limit.get()).isAfter(now);
            if (row.ended() || over || interruption.asked() || out.checkError()) {
                return row;
            }
            try {
                pause.millis(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return row;
            }
            if (interruption.asked()) {
                return row;
            }
            row = finder.byUuid(row.uuid());
        }
    }

    private void show(MigrationRow row, Instant now) {
        String seen = Report.essence(row);
        if (seen.equals(essence) && now.isBefore(printed.plus(AT_LEAST))) {
            return;
        }
        essence = seen;
        printed = now;
        out.println(json ? Report.json(row, pace, now) : Visible.line(Report.plain(row, pace)));
        out.flush();
    }
}
