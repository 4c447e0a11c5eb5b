package dev.palinode.shell.command.watch;

import dev.palinode.shell.command.Command;
import java.time.InstantSource;
import java.util.List;

/** The commands that look again and again: at migrations, at the result of a statement. */
public final class Watching {
    private Watching() {}

    /**
     * All of them.
     *
     * @param clock tells when something was seen
     * @return in the order in which help lists them
     */
    public static List<Command> commands(InstantSource clock) {
        return List.of(
                new MigrationsCommand(),
                new FollowCommand(clock),
                new TopCommand(clock),
                new WaitCommand(clock),
                new WatchCommand(clock));
    }
}
