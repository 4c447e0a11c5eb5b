package dev.palinode.shell.command.admin;

import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.render.Heading;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is connected to the proxy. */
final class SessionsCommand extends BriefListing {
    private static final String SQL = "SHOW VITESS_SESSIONS";

    SessionsCommand() {
        super(
                Manual.of(Group.ADMIN, "sessions", "", "who is connected to the proxy, and what they do", "sessions")
                        .details(
                                "The same as " + SQL + ", which has more columns.",
                                "info: what runs; NULL when it waits for the client. time, transaction: seconds. KILL <id> ends a session."),
                SQL,
                List.of(
                        Heading.number("id"),
                        Heading.text("user"),
                        Heading.text("host"),
                        Heading.text("db"),
                        Heading.number("time"),
                        Heading.number("transaction"),
                        Heading.text("info")),
                List.of(3, 4, 2, 1));
    }

    @Override
    List<List<Optional<String>>> cells(ShellContext context, List<Map<String, String>> rows) {
        return rows.stream()
                .map(row -> List.of(
                        value(row, "id"),
                        value(row, "user"),
                        value(row, "host"),
                        value(row, "db"),
                        value(row, "time"),
                        value(row, "transaction_time"),
                        value(row, "info")))
                .toList();
    }

    @Override
    String nothing() {
        return "No session.";
    }
}
