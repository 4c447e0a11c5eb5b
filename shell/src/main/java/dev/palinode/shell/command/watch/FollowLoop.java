package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.LiveBlock;
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

    private static final String KEYS = KeySteering.KEYS + "  q leave (it runs on)";

    private final ShellContext context;
    private final Patience patience;
    private final InstantSource clock;
    private final Pace pace = new Pace();
    private final KeySteering keys;

    FollowLoop(ShellContext context, Patience patience, InstantSource clock) {
        this.context = context;
        this.patience = patience;
        this.clock = clock;
        this.keys = new KeySteering(patience);
    }

    /** Returns the migration as last seen: ended, or as it was when the user left or the time was over. */
    MigrationRow run(MigrationRow first, Optional<Duration> limit) throws SqlFailure, CommandFailure {
        MigrationRow row = first;
        Optional<Instant> until = limit.map(clock.instant()::plus);
        try (Screen screen = context.screens().orElseThrow().below()) {
            while (true) {
                pace.saw(row, clock.instant());
                if (row.ended()) {
                    screen.draw(head(LiveBlock.lines(row, pace, screen.width()), screen));
                    return row;
                }
                screen.draw(fit(picture(row, screen.width(), keys.said()), screen.height()));
                char key = screen.key(LOOK_MILLIS);
                boolean over = until.isPresent() && !clock.instant().isBefore(until.get());
                if (over || (key == Screen.LEAVE && keys.question().isEmpty())) {
                    screen.draw(head(LiveBlock.lines(row, pace, screen.width()), screen));
                    return row;
                }
                if (key != Screen.NO_KEY) {
                    keys.press(key, row);
                }
                Optional<MigrationRow> next = look(row, screen);
                if (next.isEmpty()) {
                    screen.draw(head(LiveBlock.lines(row, pace, screen.width()), screen));
                    return row;
                }
                row = next.get();
            }
        }
    }

    /** Empty when the user has left meanwhile. */
    private Optional<MigrationRow> look(MigrationRow row, Screen screen) throws SqlFailure, CommandFailure {
        return patience.look(finder -> finder.byUuid(row.uuid()), said -> {
            screen.draw(fit(picture(row, screen.width(), said), screen.height()));
            return screen.key(LOOK_MILLIS) == Screen.LEAVE;
        });
    }

    private List<String> picture(MigrationRow row, int width, String said) {
        List<String> lines = new ArrayList<>(LiveBlock.lines(row, pace, width));
        if (!said.isEmpty()) {
            lines.add(Width.cut(said, width - 1));
        }
        lines.add(Width.cut(keys.question().orElse(KEYS), width - 1));
        return lines;
    }

    private static List<String> head(List<String> lines, Screen screen) {
        return lines.subList(0, Math.min(lines.size(), screen.height()));
    }

    /** The last line is never what has no room: a question stands there. */
    static List<String> fit(List<String> lines, int height) {
        if (lines.size() <= height) {
            return lines;
        }
        List<String> kept = new ArrayList<>(lines.subList(0, height - 1));
        kept.add(lines.get(lines.size() - 1));
        return kept;
    }
}
