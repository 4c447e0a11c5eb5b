package dev.palinode.shell.command.migration;

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
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds one migration or all of them back. */
final class ThrottleCommand implements Command {
    private static final Pattern RATIO = Pattern.compile("[01](?:\\.\\d{1,6})?|\\.\\d{1,6}");

    private static final Manual MANUAL = Manual.of(
                    Group.STEER,
                    "throttle",
                    "<id|table|all> [ratio] [time] [--yes]",
                    "hold it back for a while; it never fails by that",
                    "throttle orders 0.5 30m")
            .alias("pause")
            .details(
                    "ratio: the part of its work that is denied, from 0 to 1; 1 stops it, and is the default.",
                    "time: such as 90s, 30m or 2h; without one, an hour.",
                    "Asks before it holds back all, unless --yes is given.");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 3, Set.of("--yes"), Set.of());
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which migration?"));
        String clauses = clauses(operands.words().subList(1, operands.words().size()));
        if (name.equalsIgnoreCase("all")) {
            context.confirm(
                    "This holds all migrations back, also those that are submitted meanwhile.", operands.has("--yes"));
            Sending.send(context, "ALTER VITESS_MIGRATION THROTTLE ALL" + clauses);
            context.notes().println("throttled: all");
        } else {
            MigrationRow row = new MigrationFinder(context.client()).one(name, one -> !one.ended());
            if (row.ended()) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "nothing was done: " + row.shortId() + " (" + row.action() + " " + row.table() + ") is "
                                + row.status());
            }
            Sending.send(context, "ALTER VITESS_MIGRATION '" + row.uuid() + "' THROTTLE" + clauses);
            context.notes().println("throttled: " + row.shortId() + " (" + row.action() + " " + row.table() + ")");
        }
        context.notes().flush();
        return Next.GO_ON;
    }

    private static String clauses(List<String> words) throws CommandFailure {
        String expire = "";
        String ratio = "";
        for (String word : words) {
            if (RATIO.matcher(word).matches() && ratio.isEmpty()) {
                ratio = " RATIO " + word;
            } else if (expire.isEmpty()) {
                long seconds = Spans.parse(word)
                        .orElseThrow(() -> Operands.misuse(MANUAL, "'" + word + "' is neither a ratio nor a time"))
                        .toSeconds();
                expire = " EXPIRE '" + seconds + "s'";
            } else {
                throw Operands.misuse(MANUAL, "'" + word + "' is one word too many");
            }
        }
        return expire + ratio;
    }
}
