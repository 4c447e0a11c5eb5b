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
import dev.palinode.shell.command.Spans;
import dev.palinode.shell.migration.MigrationRow;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Waits for the end of one migration without a word. */
final class WaitCommand implements Command {
    private static final Manual MANUAL = new Manual(
            Group.WATCH,
            List.of("wait"),
            "<id|table> [--timeout 10m]",
            "until it has ended, silently; for scripts",
            List.of(
                    "Exit code 0 when it is complete, 4 when it failed or was cancelled, 5 when the time is over.",
                    "When the server goes away it connects again until then, or for 5 minutes; then it is 3."),
            List.of("wait orders --timeout 2h"));

    private final InstantSource clock;
    private final Patience.Pause pause;

    WaitCommand(InstantSource clock) {
        this(clock, Patience.Pause.SLEEP);
    }

    WaitCommand(InstantSource clock, Patience.Pause pause) {
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of(), Set.of("--timeout"));
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which migration?"));
        Optional<Duration> limit = limit(operands);
        MigrationRow last;
        try (Patience patience = new Patience(context, clock, limit)) {
            MigrationRow first = patience.first(finder -> finder.one(name, row -> !row.ended()));
            context.runner().echo("SHOW VITESS_MIGRATIONS LIKE '" + first.uuid() + "'");
            last = context.screens().isPresent()
                    ? new FollowLoop(context, patience, clock).run(first, limit)
                    : new FollowLog(context, patience, new PrintWriter(Writer.nullWriter()), clock, pause, false)
                            .run(first, limit);
        }
        FollowCommand.judge(last);
        if (!last.ended()) {
            throw new CommandFailure(
                    ExitCode.TIMED_OUT,
                    "migration " + last.uuid() + " is still " + last.phase() + last.percentOfPhase() + "; it runs on");
        }
        return Next.GO_ON;
    }

    private static Optional<Duration> limit(Operands operands) throws CommandFailure {
        Optional<String> text = operands.value("--timeout");
        Optional<Duration> limit = text.flatMap(Spans::parse);
        if (text.isPresent() && limit.isEmpty()) {
            throw Operands.misuse(MANUAL, "--timeout takes a time such as 90s, 10m or 1h30m");
        }
        return limit;
    }
}
