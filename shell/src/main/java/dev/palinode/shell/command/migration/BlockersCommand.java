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
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.sql.SqlRows;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who is in the way of a migration: what it waits for, and which sessions of the proxy have a transaction open. */
final class BlockersCommand implements Command {
    private static final String SESSIONS = "SHOW VITESS_SESSIONS";

    private static final Manual MANUAL = Manual.of(
                    Group.WATCH,
                    "blockers",
                    "<id|table>",
                    "what one waits for, and who may be in its way",
                    "blockers orders")
            .details(
                    "Open transactions of the proxy's sessions are listed, the oldest first; KILL <id> ends one.",
                    "Seeing the sessions needs the role admin.");

    private static final List<Heading> HEADINGS = List.of(
            Heading.number("id"),
            Heading.text("user"),
            Heading.text("host"),
            Heading.number("transaction"),
            Heading.text("command"),
            Heading.text("info"));

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 1, Set.of(), Set.of());
        String name = operands.word(0).orElseThrow(() -> Operands.misuse(MANUAL, "which migration?"));
        MigrationRow row = new MigrationFinder(context.client()).one(name, one -> !one.ended());
        PrintWriter notes = context.notes();
        notes.println(row.shortId() + " " + row.action() + " " + row.table() + ": " + row.phase());
        if (row.ended()) {
            notes.println("It has ended: nothing is in its way.");
            notes.flush();
            return Next.GO_ON;
        }
        if (!row.text("stage").isEmpty()) {
            notes.println("It says: " + Visible.text(row.text("stage")));
        }
        if (!row.text("message").isEmpty()) {
            notes.println("Its last message: " + Visible.text(row.text("message")));
        }
        if (row.throttled()) {
            notes.println("It is throttled: " + Visible.text(row.throttleReason()));
        }
        notes.flush();
        context.runner().echo(SESSIONS);
        List<Map<String, String>> open = SqlRows.read(context.client(), SESSIONS).byName().stream()
                .filter(session -> session.containsKey("transaction_time"))
                .sorted((a, b) -> Double.compare(age(b), age(a)))
                .toList();
        print(context, open);
        return Next.GO_ON;
    }

    private static double age(Map<String, String> session) {
        return Double.parseDouble(session.getOrDefault("transaction_time", "0"));
    }

    private static void print(ShellContext context, List<Map<String, String>> open) {
        if (open.isEmpty()) {
            context.notes().println("No session of the proxy has a transaction open.");
            context.notes().flush();
            return;
        }
        RowPrinter printer = context.output().printer(HEADINGS);
        open.forEach(session -> printer.row(List.of(
                value(session, "id"),
                value(session, "user"),
                value(session, "host"),
                value(session, "transaction_time"),
                value(session, "command"),
                value(session, "info"))));
        printer.finish();
        context.out().flush();
    }

    private static Optional<String> value(Map<String, String> session, String name) {
        return Optional.ofNullable(session.get(name));
    }
}
