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
import dev.palinode.shell.render.Style;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.render.text.Width;
import dev.palinode.shell.sql.SqlRows;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What has happened to one migration. */
final class LogsCommand implements Command {
    private static final String TEXT = "migration_log";

    private static final Manual MANUAL =
            Manual.of(Group.WATCH, "logs", "<id|table>", "what has happened to one, with times", "logs orders");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of(), Set.of());
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which migration?"));
        MigrationRow row = new MigrationFinder(context.client()).one(name, any -> true);
        String sql = "SHOW VITESS_MIGRATION '" + row.uuid() + "' LOGS";
        context.runner().echo(sql);
        SqlRows rows = SqlRows.read(context.client(), sql);
        List<Map<String, String>> named = rows.byName();
        boolean text = !named.isEmpty() && named.get(0).containsKey(TEXT);
        if (context.style() == Style.TABLE && text) {
            int width = context.output().layout().get().width();
            named.stream()
                    .map(one -> one.getOrDefault("event_timestamp", "").replaceFirst("\\.\\d+$", "") + "  "
                            + Visible.text(one.getOrDefault(TEXT, "")))
                    .flatMap(line -> Width.fold(line, width - 1, "    ").stream())
                    .forEach(context.out()::println);
            context.out().flush();
        } else {
            rows.print(context.output());
        }
        return Next.GO_ON;
    }
}
