package dev.palinode.shell.command;

import dev.palinode.shell.client.Answer;
import dev.palinode.shell.client.RowCursor;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.RowPrinter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Shows migrations on a few columns; where the terminal allows it, follows those that run. */
final class MigrationsCommand implements Command {
    private static final Pattern OPERAND = Pattern.compile("[\\w:%-]*|'[^'\\\\]*'");

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
    public List<String> names() {
        return List.of("migrations");
    }

    @Override
    public String operands() {
        return "[uuid|state]";
    }

    @Override
    public String summary() {
        return "schema changes, live while any of them runs";
    }

    @Override
    public boolean takes(String operand) {
        return OPERAND.matcher(operand).matches();
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure {
        String bare = operand.replace("'", "");
        String sql = "SHOW VITESS_MIGRATIONS" + (bare.isEmpty() ? "" : " LIKE '" + bare + "'");
        List<MigrationRow> rows = read(context, sql);
        if (context.screen().isEmpty()) {
            print(context, rows);
            return Next.GO_ON;
        }
        PrintWriter out = context.out();
        if (rows.isEmpty()) {
            out.println(bare.isEmpty() ? "No migrations." : "No migration matches '" + bare + "'.");
            return Next.GO_ON;
        }
        List<MigrationRow> shown;
        try (Screen screen = context.screen().get().get()) {
            List<MigrationRow> settled =
                    rows.stream().filter(MigrationRow::ended).toList();
            if (settled.size() == rows.size()) {
                int skipped = bare.isEmpty() ? Math.max(0, settled.size() - RECENT) : 0;
                shown = settled.subList(skipped, settled.size());
                MigrationTable.lines(shown, screen.width()).forEach(out::println);
            } else {
                shown = new MigrationWatch(() -> read(context, sql), screen).run(rows);
            }
        }
        explain(shown, out);
        return Next.GO_ON;
    }

    /** What went wrong is never cut off. */
    private static void explain(List<MigrationRow> shown, PrintWriter out) {
        shown.stream()
                .filter(row -> row.wentWrong() && !row.message().isEmpty())
                .forEach(row -> out.println(row.uuid() + " " + row.status() + ": " + row.message()));
        out.flush();
    }

    private static List<MigrationRow> read(ShellContext context, String sql) throws SqlFailure {
        List<MigrationRow> found = new ArrayList<>();
        try (Answer answer = context.client().run(sql)) {
            RowCursor rows = answer.rows().orElseThrow();
            List<String> names = rows.columns().stream().map(c -> c.name()).toList();
            for (Optional<List<Optional<String>>> row = rows.next(); row.isPresent(); row = rows.next()) {
                found.add(MigrationRow.of(names, row.get()));
            }
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                context.client().dropConnection();
            }
            throw e;
        }
        return found;
    }

    private static void print(ShellContext context, List<MigrationRow> rows) {
        RowPrinter printer = context.style().printer(HEADINGS, context.out());
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
