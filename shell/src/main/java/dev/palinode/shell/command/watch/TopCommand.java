package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationRow;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All migrations: in the whole window, live, until the user leaves; elsewhere as lines or JSON, until none is live. */
final class TopCommand implements Command {
    /** More that have ended stand in no window. */
    static final int ENDED = 100;

    private static final long LOOK_MILLIS = 500;

    private static final Manual MANUAL = new Manual(
            Group.WATCH,
            List.of("top"),
            "[--output json]",
            "all migrations in the whole window, live, with rate and lag",
            List.of(
                    "Running ones come first, then those that wait, then the last that have ended.",
                    "Keys: arrows or j k select one; c complete, p postpone, t throttle or release, x cancel",
                    "(asks) are for that one; q or Ctrl-C leave, and stop none.",
                    "revertible: what speaks against a REVERT, as far as is known now.",
                    "Without a terminal: a line whenever something changes in one that has not ended, and every",
                    "10 seconds of each that runs, until all have ended. --output json: the same as objects."),
            List.of("top", "top --output json"));

    private final InstantSource clock;
    private final Patience.Pause pause;

    TopCommand(InstantSource clock) {
        this(clock, Patience.Pause.SLEEP);
    }

    TopCommand(InstantSource clock, Patience.Pause pause) {
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 0, Set.of(), Set.of("--output"));
        boolean json = FollowCommand.json(MANUAL, operands);
        context.runner().echo(Listing.pending());
        if (json || context.screens().isEmpty()) {
            int seen;
            try (Patience patience = new Patience(context, clock, Optional.empty())) {
                seen = new FollowLog(context, patience, context.out(), clock, pause, json).runAll();
            }
            if (seen == 0) {
                context.notes().println("No migration runs or waits; migrations lists those that have ended.");
                context.notes().flush();
            }
            return Next.GO_ON;
        }
        context.runner().echo(Listing.ended(ENDED));
        try (Patience patience = new Patience(context, clock, Optional.empty());
                Screen screen = context.screens().get().whole()) {
            watch(screen, patience);
        }
        return Next.GO_ON;
    }

    private void watch(Screen screen, Patience patience) throws SqlFailure, CommandFailure {
        TopPicture picture = new TopPicture();
        KeySteering keys = new KeySteering(patience);
        while (true) {
            Optional<List<MigrationRow>> seen = patience.look(finder -> finder.recent(ENDED), said -> {
                screen.draw(picture.lines(screen.width(), screen.height(), said, keys.question()));
                return screen.key(LOOK_MILLIS) == Screen.LEAVE;
            });
            if (seen.isEmpty()) {
                return;
            }
            picture.saw(seen.get(), clock.instant());
            char key = Screen.NO_KEY;
            do {
                screen.draw(picture.lines(screen.width(), screen.height(), keys.said(), keys.question()));
                key = screen.key(LOOK_MILLIS);
            } while (keys.question().isEmpty() && moved(picture, key));
            Optional<MigrationRow> selected = picture.selected();
            if (key == Screen.LEAVE && keys.question().isEmpty()) {
                return;
            }
            if (key != Screen.NO_KEY && selected.isPresent()) {
                keys.press(key, selected.get());
            }
        }
    }

    /** The server need not be asked for what is selected. */
    private static boolean moved(TopPicture picture, char key) {
        int lines = key == Screen.UP || key == 'k' ? -1 : key == Screen.DOWN || key == 'j' ? 1 : 0;
        picture.move(lines);
        return lines != 0;
    }
}
