package dev.palinode.shell.command.migration;

import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.text.Visible;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a migration waits for, for a person to read. */
final class Blockers {
    static final List<Heading> HEADINGS = List.of(
            Heading.number("id"),
            Heading.text("user"),
            Heading.text("host"),
            Heading.number("transaction"),
            Heading.text("command"),
            Heading.text("info"));

    private static final String AGE = "transaction_time";

    private Blockers() {}

    /** What the migration says of itself. */
    static List<String> said(MigrationRow row) {
        List<String> lines = new ArrayList<>();
        lines.add(row.shortId() + " " + row.action() + " " + row.table() + ": " + row.phase());
        if (row.ended()) {
            lines.add("It has ended: nothing is in its way.");
            return lines;
        }
        if (!row.text("stage").isEmpty()) {
            lines.add("It says: " + Visible.text(row.text("stage")));
        }
        if (!row.text("message").isEmpty()) {
            lines.add("Its last message: " + Visible.text(row.text("message")));
        }
        if (row.throttled()) {
            lines.add("It is throttled: " + Visible.text(row.throttleReason()));
        }
        return lines;
    }

    /** Those sessions that have a transaction open, the oldest first. */
    static List<Map<String, String>> open(List<Map<String, String>> sessions) {
        return sessions.stream()
                .filter(session -> session.containsKey(AGE))
                .sorted((a, b) -> Double.compare(age(b), age(a)))
                .toList();
    }

    private static double age(Map<String, String> session) {
        return Double.parseDouble(session.getOrDefault(AGE, "0"));
    }

    /** Prints a row for each of them. */
    static void print(List<Map<String, String>> open, RowPrinter printer) {
        open.forEach(session -> printer.row(List.of(
                value(session, "id"),
                value(session, "user"),
                value(session, "host"),
                value(session, AGE),
                value(session, "command"),
                value(session, "info"))));
        printer.finish();
    }

    private static Optional<String> value(Map<String, String> session, String name) {
        return Optional.ofNullable(session.get(name));
    }
}
