package dev.palinode.shell.command.migration;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.migration.Sheet;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.sql.SqlRows;
import java.util.Set;

/** Everything about one migration: a page for a person, the row as it is in the other styles. */
final class MigrationCommand implements Command {
    private static final Manual MANUAL =
            Manual.of(Group.WATCH, "migration", "<id|table>", "everything about one, on a page", "migration orders");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of(), Set.of());
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which migration?"));
        MigrationRow row = new MigrationFinder(context.client()).one(name, any -> true);
        String sql = "SHOW VITESS_MIGRATIONS LIKE '" + row.uuid() + "'";
        context.runner().echo(sql);
        if (context.style() == Style.TABLE) {
            Sheet.lines(row, context.output().layout().get().width()).forEach(context.out()::println);
            context.out().flush();
        } else {
            SqlRows.read(context.client(), sql).print(context.output());
        }
        return Next.GO_ON;
    }
}
