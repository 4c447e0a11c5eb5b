package dev.palinode.shell.command.migration;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.migration.Verb.Kind;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Sends one {@code ALTER VITESS_MIGRATION} for one migration or for all. */
final class SteerCommand implements Command {
    private static final String FORCE = "--force";
    private static final Set<String> SWITCHES = Set.of("--yes", FORCE);

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
        if (operands.has(FORCE) && !verb.forcible()) {
            throw Operands.misuse(manual, "there is no --force here");
        }
        if (name.equalsIgnoreCase("all")) {
            if (!verb.forAll()) {
                throw Operands.misuse(manual, "this is for one migration at a time");
            }
            all(context, operands);
            return Next.GO_ON;
        }
        one(context, new MigrationFinder(context.client()), name, operands);
        return Next.GO_ON;
    }

    private void one(ShellContext context, MigrationFinder finder, String name, Operands operands)
            throws SqlFailure, CommandFailure {
        boolean force = operands.has(FORCE);
        MigrationRow row = finder.one(name, verb.wanted());
        if (verb.tooLate(row)) {
            throw nothing(row);
        }
        List<String> risks = verb.risks(row, force);
        if (!risks.isEmpty()) {
            context.confirm(String.join(" ", risks), operands.has("--yes"));
        }
        long changed = 0;
        for (String sql : verb.statements("'" + row.uuid() + "' ", "", force)) {
            changed += Sending.send(context, sql);
        }
        if (changed > 0 || verb.kind() == Kind.UNCOUNTED) {
            say(context, verb.done() + " " + said(row));
            return;
        }
        MigrationRow now = finder.byUuid(row.uuid());
        if (verb.mustChange() || verb.tooLate(now)) {
            throw nothing(now);
        }
        say(context, "nothing to do for " + said(now) + ": that was said before, or is so anyway");
    }

    private static CommandFailure nothing(MigrationRow row) {
        return new CommandFailure(ExitCode.FAILED, "nothing was done: " + said(row) + " is " + row.phase());
    }

    private static String said(MigrationRow row) {
        return row.shortId() + " (" + row.action() + " " + row.table() + ")";
    }

    private static void say(ShellContext context, String what) {
        context.notes().println(what);
        context.notes().flush();
    }

    private void all(ShellContext context, Operands operands) throws SqlFailure, CommandFailure {
        boolean force = operands.has(FORCE);
        List<MigrationRow> rows = new MigrationFinder(context.client()).recent(Listing.MOST);
        long concerned = rows.stream().filter(verb.wanted()).count();
        List<String> risks =
                verb.risksOfAll(concerned < Listing.MOST ? "" + concerned : Listing.MOST + " or more", force);
        if (!risks.isEmpty()) {
            context.confirm(String.join(" ", risks), operands.has("--yes"));
        }
        long changed = 0;
        for (String sql : verb.statements("", " ALL", force)) {
            changed = Math.max(changed, Sending.send(context, sql));
        }
        boolean counted = verb.kind() != Kind.UNCOUNTED;
        say(context, verb.done() + " all" + (counted ? ": " + changed + " changed by this" : ""));
    }
}
