package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.MigrationRow;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Follows one migration to its end: drawn over and over on a terminal, as lines or JSON elsewhere. */
final class FollowCommand implements Command {
    private static final Manual MANUAL = new Manual(
            Group.WATCH,
            List.of("follow"),
            "<id|table> [--output json]",
            "one migration, live, until it has ended; leaving does not stop it",
            List.of(
                    "Keys: c complete, p postpone, t throttle or release, x cancel (asks), q or Ctrl-C leave.",
                    "Without a terminal: a line whenever something changes, and every 10 seconds.",
                    "--output json: the same as objects, one per line.",
                    "When the server goes away it connects again, for 5 minutes; then the exit code is 3.",
                    "Exit code 4 when the migration fails or is cancelled."),
            List.of("follow orders", "follow 7f3a --output json"));

    private final InstantSource clock;
    private final Patience.Pause pause;

    FollowCommand(InstantSource clock) {
        this(clock, Patience.Pause.SLEEP);
    }

    FollowCommand(InstantSource clock, Patience.Pause pause) {
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of(), Set.of("--output"));
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which migration?"));
        boolean json = json(MANUAL, operands);
        try (Patience patience = new Patience(context, clock, Optional.empty())) {
            MigrationRow first = patience.first(finder -> finder.one(name, row -> !row.ended()));
            context.runner().echo("SHOW VITESS_MIGRATIONS LIKE '" + first.uuid() + "'");
            judge(
                    json || context.screens().isEmpty()
                            ? new FollowLog(context, patience, context.out(), clock, pause, json)
                                    .run(first, Optional.empty())
                            : new FollowLoop(context, patience, clock).run(first, Optional.empty()));
        }
        return Next.GO_ON;
    }

    static boolean json(Manual manual, Operands operands) throws CommandFailure {
        Optional<String> output = operands.value("--output");
        if (output.isPresent() && !output.get().equals("json")) {
            throw Operands.misuse(manual, "--output takes json");
        }
        return output.isPresent();
    }

    /** A migration that went wrong is a failure of who waits for it. */
    static void judge(MigrationRow last) throws CommandFailure {
        if (last.wentWrong()) {
            String why = last.text("message").isEmpty() ? "" : ": " + last.text("message");
            throw new CommandFailure(
                    ExitCode.MIGRATION_FAILED,
                    "migration " + last.uuid() + " of " + last.table() + " is " + last.status() + why + "; logs "
                            + last.shortId() + " says what happened, retry " + last.shortId() + " begins anew");
        }
    }
}
