package dev.palinode.shell.command.watch;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.Listing;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.migration.MigrationTable;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.render.text.Width;
import dev.palinode.shell.sql.SqlText;
import dev.palinode.shell.sql.TypedName;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Shows migrations on a few columns; where the terminal allows it, follows those that run. */
final class MigrationsCommand implements Command {
    private static final Manual MANUAL = Manual.of(
                    Group.WATCH,
                    "migrations",
                    "[id|table|state|context]",
                    "schema changes, live while any of them runs",
                    "migrations running")
            .details(
                    "Of those that have ended the last 10 are listed, unless they are asked for by name.",
                    "A table of another keyspace has its name in front: migrations other.orders");

    private static final String NAME = "(?:`(?:[^`]|``)++`|[^\\s'\"`;.]++)";

    /** Nothing, or one word, quoted or not. */
    private static final Pattern OPERAND =
            Pattern.compile("[^\\s'\"`;]*+|'[^'\\\\]*'|\"[^\"\\\\]*\"|(?:" + NAME + "\\.)?" + NAME);

    /** How many migrations that have ended are listed when none is asked for by name. */
    private static final int RECENT = 10;

    private static final List<Heading> HEADINGS = List.of(
            Heading.text("uuid"),
            Heading.text("table"),
            Heading.text("action"),
            Heading.text("state"),
            Heading.number("progress"),
            Heading.number("eta_seconds"),
            Heading.number("rows_copied"),
            Heading.number("table_rows"),
            Heading.text("message"));

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public boolean takes(String operand) {
        return OPERAND.matcher(operand).matches();
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure {
        String bare = operand.replaceFirst("^(['\"])(.*)\\1$", "$2");
        String condition = condition(bare);
        MigrationFinder finder = new MigrationFinder(context.client());
        Optional<String> keyspace = bare.isEmpty() ? Optional.empty() : finder.keyspaceOf(bare);
        List<MigrationRow> rows;
        if (bare.isEmpty()) {
            context.runner().echo(Listing.pending());
            context.runner().echo(Listing.ended(RECENT));
            rows = finder.recent(RECENT);
        } else {
            context.runner().echo(Listing.latest(keyspace, condition, Listing.MOST));
            rows = finder.latest(keyspace, condition);
            if (rows.size() == Listing.MOST) {
                context.notes().println("The last " + Listing.MOST + " of them; SHOW VITESS_MIGRATIONS lists all.");
                context.notes().flush();
            }
        }
        if (context.screens().isEmpty()) {
            print(context, rows);
            return Next.GO_ON;
        }
        PrintWriter out = context.out();
        if (rows.isEmpty()) {
            out.println(bare.isEmpty() ? "No migrations." : "No migration matches '" + bare + "'.");
            return Next.GO_ON;
        }
        List<MigrationRow> shown;
        try (Screen screen = context.screens().get().below()) {
            if (rows.stream().allMatch(MigrationRow::ended)) {
                shown = rows;
                MigrationTable.lines(shown, screen.width()).forEach(line -> out.println(Visible.line(line)));
            } else {
                shown = new MigrationWatch(
                                watched -> finder.read(Listing.pendingAnd(keyspace, condition, watched)), screen)
                        .run(rows);
            }
        }
        explain(shown, context);
        return Next.GO_ON;
    }

    /** What went wrong is never cut off. */
    private static void explain(List<MigrationRow> shown, ShellContext context) {
        int width = context.output().layout().get().width();
        shown.stream()
                .filter(row -> row.wentWrong() && !row.message().isEmpty())
                .map(row -> row.uuid() + " " + row.status() + ": " + Visible.text(row.message()))
                .flatMap(line -> Width.fold(line, width - 1, "    ").stream())
                .forEach(context.out()::println);
        context.out().flush();
    }

    private static String condition(String bare) {
        if (bare.isEmpty()) {
            return "";
        }
        String ofTable = TypedName.of(bare).condition();
        if (bare.contains("`")) {
            return ofTable;
        }
        String any = SqlText.quote(bare.contains("%") ? bare : bare + "%");
        return "migration_uuid LIKE " + any + " OR (" + ofTable + ") OR migration_status = " + SqlText.quote(bare)
                + " OR migration_context LIKE " + any;
    }

    private static void print(ShellContext context, List<MigrationRow> rows) {
        RowPrinter printer = context.output().printer(HEADINGS);
        rows.forEach(row -> printer.row(List.of(
                Optional.of(row.uuid()),
                Optional.of(row.table()),
                Optional.of(row.action()),
                Optional.of(row.status()),
                Optional.of(Double.toString(row.percent())),
                Optional.of(Long.toString(row.etaSeconds())),
                Optional.of(Long.toString(row.rowsCopied())),
                Optional.of(Long.toString(row.tableRows())),
                Optional.of(row.message()))));
        printer.finish();
        context.out().flush();
    }
}
