package dev.palinode.shell.command.admin;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.render.text.Width;
import dev.palinode.shell.sql.SqlRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A statement that lists something, of which a person sees the columns that fit a window; all others see all. */
abstract class BriefListing implements Command {
    /** Below this width the last column says nothing. */
    private static final int LAST_CELLS = 12;

    private final Manual manual;
    private final String sql;
    private final List<Heading> headings;

    BriefListing(Manual manual, String sql, List<Heading> headings) {
        this.manual = manual;
        this.sql = sql;
        this.headings = headings;
    }

    /**
     * The cells of a row.
     *
     * @param rows what the statement has answered, by the names of its columns; what is NULL is missing
     * @return one cell for each heading, for each row
     * @throws SqlFailure when something else had to be asked, and was refused
     */
    abstract List<List<Optional<String>>> cells(ShellContext context, List<Map<String, String>> rows) throws SqlFailure;

    /** What a person reads where there are no rows. */
    abstract String nothing();

    @Override
    public Manual manual() {
        return manual;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands.parse(manual, operand, 0, Set.of(), Set.of());
        context.runner().echo(sql);
        if (context.style() != Style.TABLE) {
            context.runner().run(sql);
            return Next.GO_ON;
        }
        List<Map<String, String>> rows = SqlRows.read(context.client(), sql).byName();
        if (rows.isEmpty()) {
            context.notes().println(nothing());
        } else {
            RowPrinter printer = context.output().printer(headings);
            fit(cells(context, rows), context.output().layout().get().width()).forEach(printer::row);
            printer.finish();
            context.out().flush();
            context.notes().println("All columns: " + sql + "\\G");
        }
        context.notes().flush();
        return Next.GO_ON;
    }

    /** Cuts the last column to what is left of the window. */
    private List<List<Optional<String>>> fit(List<List<Optional<String>>> rows, int width) {
        int last = headings.size() - 1;
        int taken = 4;
        for (int i = 0; i < last; i++) {
            int column = i;
            taken += 3
                    + Math.max(
                            Width.of(headings.get(i).name()),
                            rows.stream()
                                    .mapToInt(row -> Width.of(row.get(column).orElse("NULL")))
                                    .max()
                                    .orElse(0));
        }
        int room = width - 1 - taken;
        if (width == 0 || room < LAST_CELLS) {
            return rows;
        }
        List<List<Optional<String>>> fitting = new ArrayList<>();
        for (List<Optional<String>> row : rows) {
            List<Optional<String>> cells = new ArrayList<>(row);
            cells.set(last, row.get(last).map(text -> Width.cut(text.replaceAll("\\s+", " "), room)));
            fitting.add(cells);
        }
        return fitting;
    }

    static Optional<String> value(Map<String, String> row, String name) {
        return Optional.ofNullable(row.get(name));
    }
}
