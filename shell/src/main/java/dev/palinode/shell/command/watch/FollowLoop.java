package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.LiveBlock;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.migration.Pace;
import dev.palinode.shell.render.text.Width;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Follows one migration on a terminal, and steers it by keys. */
final class FollowLoop {
    /** Four times a second. */
    private static final long LOOK_MILLIS = 250;

    private static final String KEYS = "c complete  p postpone  t throttle  x cancel  q leave (it runs on)";

    private final ShellContext context;
    private final MigrationFinder finder;
    private final InstantSource clock;
    private final Pace pace = new Pace();
    private String said = "";
    private boolean asking;

    FollowLoop(ShellContext context, MigrationFinder finder, InstantSource clock) {
        this.context = context;
        this.finder = finder;
        this.clock = clock;
    }

    /** Returns the migration as last seen: ended, or as it was when the user left or the time was over. */
    MigrationRow run(MigrationRow first, Optional<Duration> limit) throws SqlFailure, CommandFailure {
        MigrationRow row = first;
        Optional<Instant> until = limit.map(clock.instant()::plus);
        try (Screen screen = context.screens().orElseThrow().below()) {
            while (true) {
                pace.saw(row, clock.instant());
                if (row.ended()) {
                    screen.draw(fit(LiveBlock.lines(row, pace, screen.width()), screen));
                    return row;
                }
                screen.draw(fit(picture(row, screen.width()), screen));
                char key = screen.key(LOOK_MILLIS);
                boolean over = until.isPresent() && !clock.instant().isBefore(until.get());
                if (over || (key == Screen.LEAVE && !asking)) {
                    screen.draw(fit(LiveBlock.lines(row, pace, screen.width()), screen));
                    return row;
                }
                if (key != Screen.NO_KEY) {
                    steer(key, row);
                }
                row = finder.byUuid(row.uuid());
            }
        }
    }

    private List<String> picture(MigrationRow row, int width) {
        List<String> lines = new ArrayList<>(LiveBlock.lines(row, pace, width));
        String last = asking ? "Cancel it? What has been copied (" + (long) row.percent() + "%) is lost.  y/n" : KEYS;
        if (!said.isEmpty()) {
            lines.add(Width.cut(said, width - 1));
        }
        lines.add(Width.cut(last, width - 1));
        return lines;
    }

    private static List<String> fit(List<String> lines, Screen screen) {
        return lines.size() <= screen.height() ? lines : lines.subList(0, screen.height());
    }

    private void steer(char key, MigrationRow row) throws SqlFailure {
        if (asking) {
            asking = false;
            said = "";
            if (key == 'y') {
                send(row, "CANCEL", "cancelled", "not cancelled: it is being completed, or has ended");
            }
            return;
        }
        switch (key) {
            case 'c' -> send(row, "COMPLETE", "completion is no longer postponed", "its completion is not postponed");
            case 'p' ->
                send(
                        row,
                        "POSTPONE COMPLETE",
                        "completion postponed: c completes it",
                        "its completion is postponed already: c completes it");
            case 't' -> throttle(row);
            case 'x' -> asking = true;
            default -> said = "no such key";
        }
    }

    private void throttle(MigrationRow row) throws SqlFailure {
        if (row.number("user_throttle_ratio", 0) > 0) {
            send(row, "UNTHROTTLE", "released", "released");
        } else {
            String done = "throttled for an hour: t releases it";
            send(row, "THROTTLE", done, done);
        }
    }

    /** A refusal is shown and ends nothing; a lost connection does. */
    private void send(MigrationRow row, String verb, String done, String unchanged) throws SqlFailure {
        try (Answer answer = context.client().run("ALTER VITESS_MIGRATION '" + row.uuid() + "' " + verb)) {
            said = answer.affected() > 0 ? done : unchanged;
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                context.client().dropConnection();
                throw e;
            }
            said = e.line();
        }
    }
}
