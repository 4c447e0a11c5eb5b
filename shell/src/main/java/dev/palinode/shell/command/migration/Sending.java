package dev.palinode.shell.command.migration;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.ShellContext;

/** Sends a statement that changes something and answers nothing that anybody wants to read but how much. */
final class Sending {
    private Sending() {}

    /** Returns how many migrations changed; a throttle is none. Nothing is sent behind a Ctrl-C. */
    static long send(ShellContext context, String sql) throws SqlFailure, CommandFailure {
        if (context.interruption().asked()) {
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted: " + sql + " was not sent");
        }
        context.runner().echo(sql);
        try (Answer answer = context.client().run(sql)) {
            return answer.affected();
        }
    }
}
