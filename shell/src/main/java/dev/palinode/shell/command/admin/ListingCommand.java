package dev.palinode.shell.command.admin;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import java.util.Set;

/** A short word for a statement that lists something. */
final class ListingCommand implements Command {
    private final Manual manual;
    private final String sql;

    ListingCommand(Manual manual, String sql) {
        this.manual = manual;
        this.sql = sql;
    }

    @Override
    public Manual manual() {
        return manual;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands.parse(manual, operand, 0, Set.of(), Set.of());
        context.runner().echo(sql);
        context.runner().run(sql);
        return Next.GO_ON;
    }
}
