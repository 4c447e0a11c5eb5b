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
import dev.palinode.shell.sql.SqlRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A statement that lists something, of which a person sees the columns that fit a window; all others see all. */
abstract class BriefListing implements Command {
    private final Manual manual;
    private final String sql;
    private final List<Heading> headings;
    private final List<Integer> givenUp;

    /** What is given up, in that order, where there is no room, are columns by their numbers; never the last. */
    BriefListing(Manual manual, String sql, List<Heading> headings, List<Integer> givenUp) {
        this.manual = manual;
        this.sql = sql;
        this.headings = headings;
        this.givenUp = givenUp;
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
            int width = context.output().layout().get().width();
            Fitted fitted = Fitted.of(headings, cells(context, rows), givenUp, width);
            RowPrinter printer = context.output().printer(fitted.headings());
            fitted.rows().forEach(printer::row);
            printer.finish();
            context.out().flush();
            context.notes().println("All columns: " + sql + "\\G");
        }
        context.notes().flush();
        return Next.GO_ON;
    }

    static Optional<String> value(Map<String, String> row, String name) {
        return Optional.ofNullable(row.get(name));
    }
}
