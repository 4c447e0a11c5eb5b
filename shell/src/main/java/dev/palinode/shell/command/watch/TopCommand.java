package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** All migrations in the whole window, live, until the user leaves. */
final class TopCommand implements Command {
    /** More that have ended stand in no window. */
    static final int ENDED = 100;

    private static final long LOOK_MILLIS = 500;

    private static final Manual MANUAL = Manual.of(
                    Group.WATCH, "top", "", "all migrations in the whole window, live, with rate and lag", "top")
            .details("Running ones come first, then those that wait, then the last that have ended. q leaves.");

    private final InstantSource clock;

    TopCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands.parse(MANUAL, operand, 0, Set.of(), Set.of());
        if (context.screens().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "top needs a terminal; migrations lists them, follow <id> prints lines");
        }
        context.runner().echo(Listing.pending());
        context.runner().echo(Listing.ended(ENDED));
        MigrationFinder finder = new MigrationFinder(context.client());
        List<MigrationRow> rows = finder.recent(ENDED);
        TopPicture picture = new TopPicture();
        try (Screen screen = context.screens().get().whole()) {
            do {
                picture.saw(rows, clock.instant());
                screen.draw(picture.lines(screen.width(), screen.height()));
                if (screen.key(LOOK_MILLIS) == Screen.LEAVE) {
                    return Next.GO_ON;
                }
                rows = finder.recent(ENDED);
            } while (true);
        }
    }
}
