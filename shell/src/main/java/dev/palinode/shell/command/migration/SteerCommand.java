package dev.palinode.shell.command.migration;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Sends one {@code ALTER VITESS_MIGRATION} for one migration or for all. */
final class SteerCommand implements Command {
    private static final Set<String> SWITCHES = Set.of("--yes", "--force");

    private final Manual manual;
    private final Verb verb;

    SteerCommand(Manual manual, Verb verb) {
        this.manual = manual;
        this.verb = verb;
    }

    @Override
    public Manual manual() {
        return manual;
    }

    @Override
    public boolean takes(String operand) {
        return !operand.toLowerCase(Locale.ROOT).startsWith("vitess_migration");
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(manual, operand, 1, SWITCHES, Set.of());
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(manual, "which migration?"));
        boolean force = operands.has("--force");
        if (force && !verb.forcible()) {
            throw Operands.misuse(manual, "there is no --force here");
        }
        if (name.equalsIgnoreCase("all")) {
            all(context, operands, force);
            return Next.GO_ON;
        }
        MigrationRow row = new MigrationFinder(context.client()).one(name, verb.wanted());
        List<String> risks = verb.risks(row, force);
        if (!risks.isEmpty()) {
            context.confirm(String.join(" ", risks), operands.has("--yes"));
        }
        for (String sql : verb.statements("'" + row.uuid() + "' ", "", force)) {
            Sending.send(context, sql);
        }
        context.notes().println(verb.done() + " " + row.shortId() + " (" + row.action() + " " + row.table() + ")");
        context.notes().flush();
        return Next.GO_ON;
    }

    private void all(ShellContext context, Operands operands, boolean force) throws SqlFailure, CommandFailure {
        if (!verb.forAll()) {
            throw Operands.misuse(manual, "this is for one migration at a time");
        }
        List<MigrationRow> rows = new MigrationFinder(context.client()).read("SHOW VITESS_MIGRATIONS");
        long concerned = rows.stream().filter(verb.wanted()).count();
        context.confirm("This concerns all migrations, now " + concerned + ".", operands.has("--yes"));
        for (String sql : verb.statements("", " ALL", force)) {
            Sending.send(context, sql);
        }
        context.notes().println(verb.done() + " all");
        context.notes().flush();
    }
}
