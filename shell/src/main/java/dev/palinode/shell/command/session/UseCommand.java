package dev.palinode.shell.command.session;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;

/** Changes the current database; the same statement, without the need for a delimiter. */
final class UseCommand implements Command {
    private static final Manual MANUAL = Manual.of(
                    Group.SHELL, "use", "database", "change the current database, keyspace or target", "use commerce")
            .alias("\\u");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean takes(String operand) {
        boolean quoted = operand.length() > 2 && operand.startsWith("`") && operand.endsWith("`");
        return quoted || (!operand.isEmpty() && operand.chars().noneMatch(c -> c == '`' || Character.isWhitespace(c)));
    }

    @Override
    public boolean needsServer() {
        return true;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure {
        // Sent as typed: a proxy may take more than a plain name here.
        context.runner().run("USE " + operand);
        return Next.GO_ON;
    }
}
