package dev.palinode.shell.command.admin;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.render.text.Width;
import dev.palinode.shell.sql.SqlRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks whether everything is as it should be, and says what to do where it is not. */
final class DoctorCommand implements Command {
    /** More hints of one kind are no hints. */
    private static final int HINTS = 10;

    private static final Manual MANUAL = Manual.of(
                    Group.ADMIN, "doctor", "", "is everything as it should be? what to do where it is not", "doctor")
            .details("Exit code 1 when something is wrong.");

    @Override
    public Manual manual() {
        return MANUAL;
    }

    /** How much a finding matters. */
    private enum Grade {
        OK("ok   "),
        HINT("note "),
        WRONG("WRONG");

        private final String word;

        Grade(String word) {
            this.word = word;
        }
    }

    /** What was found, with what to do about it. */
    private record Finding(Grade grade, String what) {}

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands.parse(MANUAL, operand, 0, Set.of(), Set.of());
        SqlClient client = context.client();
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(
                Grade.OK,
                "connected to " + client.options().host() + ":"
                        + client.options().port() + " as " + client.options().user() + ", "
                        + client.serverVersion().orElse("unknown version")));
        findings.add(strategy(context));
        migrations(context, findings);
        throttler(context, findings);
        gc(context, findings);
        int width = context.output().layout().get().width();
        for (Finding finding : findings) {
            String text = Visible.text(finding.grade().word + "  " + finding.what());
            Width.fold(text, width - 1, "       ").forEach(context.out()::println);
        }
        context.out().flush();
        if (findings.stream().anyMatch(f -> f.grade() == Grade.WRONG)) {
            throw new CommandFailure(ExitCode.FAILED, "something is wrong, see above");
        }
        return Next.GO_ON;
    }

    private static Finding strategy(ShellContext context) {
        return ask(context, "SELECT @@ddl_strategy")
                .flatMap(SqlRows::first)
                .map(strategy -> strategy.isEmpty() || strategy.equals("direct")
                        ? new Finding(
                                Grade.HINT,
                                "this session's DDL passes as it is; SET @@ddl_strategy='vitess' makes it online")
                        : new Finding(Grade.OK, "this session's DDL strategy is " + strategy))
                .orElse(new Finding(
                        Grade.WRONG,
                        "this server has no @@ddl_strategy: it is no Palinode; connect to the proxy's port instead"));
    }

    private static void migrations(ShellContext context, List<Finding> findings) throws SqlFailure {
        List<MigrationRow> pending;
        List<MigrationRow> stuck;
        try {
            pending = read(context, Listing.pending());
            stuck = read(context, Listing.latest("revertible = 'no'", HINTS));
        } catch (SqlFailure e) {
            findings.add(new Finding(Grade.WRONG, "migrations cannot be listed: " + e.getMessage()));
            return;
        }
        findings.add(new Finding(
                Grade.OK,
                switch (pending.size()) {
                    case 0 -> "no migration runs or waits";
                    case 1 -> "1 migration runs or waits";
                    case Listing.MOST -> Listing.MOST + " or more migrations run or wait";
                    default -> pending.size() + " migrations run or wait";
                }));
        for (MigrationRow row : pending) {
            String who = row.shortId() + " of " + row.table();
            if (row.throttled()) {
                findings.add(new Finding(Grade.HINT, who + " is throttled: " + row.throttleReason()));
            }
            long attempts = row.whole("cutover_attempts", 0);
            if (attempts > 1) {
                findings.add(new Finding(
                        Grade.WRONG,
                        who + " has tried to swap " + attempts + " times; blockers " + row.shortId()
                                + " says who is in the way"));
            }
            if (row.flag("postpone_completion") && row.flag("ready_to_complete")) {
                findings.add(new Finding(Grade.HINT, who + " waits for: complete " + row.shortId()));
            }
        }
        stuck.forEach(row -> findings.add(new Finding(
                Grade.HINT,
                row.shortId() + " of " + row.table() + " cannot be reverted: " + row.text("revertible_reason"))));
    }

    private static List<MigrationRow> read(ShellContext context, String sql) throws SqlFailure {
        context.runner().echo(sql);
        return new MigrationFinder(context.client()).read(sql);
    }

    private static void throttler(ShellContext context, List<Finding> findings) {
        Optional<SqlRows> status = ask(context, "SHOW VITESS_THROTTLER STATUS");
        if (status.isEmpty()) {
            findings.add(new Finding(Grade.WRONG, "the throttler does not answer: SHOW VITESS_THROTTLER STATUS"));
            return;
        }
        List<Map<String, String>> denied = status.get().byName().stream()
                .filter(row -> !row.getOrDefault("reason", "").isEmpty())
                .toList();
        findings.add(
                denied.isEmpty()
                        ? new Finding(Grade.OK, "the throttler lets work go on")
                        : new Finding(
                                Grade.HINT,
                                "the throttler: "
                                        + denied.stream()
                                                .map(row -> row.get("reason"))
                                                .distinct()
                                                .collect(Collectors.joining("; "))));
    }

    private static void gc(ShellContext context, List<Finding> findings) {
        ask(context, "SHOW VITESS_TABLE_GC")
                .ifPresent(rows -> findings.add(
                        new Finding(Grade.OK, tables(rows.rows().size()) + " held or on the way out (gc lists them)")));
    }

    /** So many, with their verb. */
    static String tables(int count) {
        return switch (count) {
            case 0 -> "no old tables are";
            case 1 -> "1 old table is";
            default -> count + " old tables are";
        };
    }

    private static Optional<SqlRows> ask(ShellContext context, String sql) {
        try {
            return Optional.of(context.ask(sql));
        } catch (SqlFailure e) {
            return Optional.empty();
        }
    }
}
