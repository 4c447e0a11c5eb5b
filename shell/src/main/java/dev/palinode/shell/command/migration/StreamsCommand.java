package dev.palinode.shell.command.migration;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
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

/** The streams that copy rows and apply the binlog, as the tables of the schema {@code _vt} have them. */
final class StreamsCommand implements Command {
    private static final String ALL = "--all";

    private static final Manual MANUAL = Manual.of(
                    Group.WATCH,
                    "streams",
                    "[--all]",
                    "what copies, what applies the binlog, and what writes back for a revert",
                    "streams")
            .details(
                    "copying: rows; applying: what was written meanwhile; reverse: back into the old table, for a REVERT.",
                    "lag: seconds, of a reverse stream the age of what it has applied and noted last.",
                    "--all: those that have stopped, too. Needs SELECT on the schema _vt.");

    /** A reverse stream has a name of its own; the migration is the one that has left the table it fills. */
    private static final String SELECT = "SELECT COALESCE(m.migration_uuid, r.migration_uuid, v.workflow) id,"
            + " CONCAT(v.db_name, '.', v.source_table) source, v.target_table target,"
            + " CASE WHEN v.state <> 'Running' THEN LOWER(v.state) WHEN m.migration_uuid IS NULL THEN 'reverse'"
            + " WHEN c.undone > 0 THEN 'copying' ELSE 'applying' END state, v.pos position,"
            + " CASE WHEN m.migration_uuid IS NULL THEN NULL ELSE COALESCE(c.copied, 0) END `rows`,"
            + " CASE WHEN v.state <> 'Running' THEN NULL WHEN m.migration_uuid IS NULL THEN"
            + " IF(v.transaction_timestamp = 0, NULL,"
            + " GREATEST(0, UNIX_TIMESTAMP() - CAST(v.transaction_timestamp AS SIGNED)))"
            + " ELSE m.vreplication_lag_seconds END `lag`, v.message message"
            + " FROM _vt.vreplication v LEFT JOIN _vt.schema_migrations m ON m.migration_uuid = v.workflow"
            + " LEFT JOIN _vt.schema_migrations r ON m.migration_uuid IS NULL AND r.migration_status = 'complete'"
            + " AND LOCATE(v.target_table, r.artifacts) > 0"
            + " LEFT JOIN (SELECT workflow, SUM(rows_copied) copied, SUM(done = 0) undone FROM _vt.copy_state"
            + " GROUP BY workflow) c ON c.workflow = v.workflow";

    private static final List<Heading> HEADINGS = List.of(
            Heading.text("id"),
            Heading.text("source"),
            Heading.text("target"),
            Heading.text("state"),
            Heading.number("rows"),
            Heading.number("lag"),
            Heading.text("position"),
            Heading.text("message"));

    /** For a person; the others see all of it. */
    private static final List<Heading> SHORT = List.of(
            Heading.text("id"),
            Heading.text("table"),
            Heading.text("state"),
            Heading.number("rows"),
            Heading.number("lag"),
            Heading.text("position"));

    /** The end of a position is what moves. */
    private static final int POSITION_CHARS = 24;

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        Operands operands = Operands.parse(MANUAL, operand, 0, Set.of(ALL), Set.of());
        String sql = SELECT + (operands.has(ALL) ? "" : " WHERE v.state = 'Running'") + " ORDER BY v.id";
        context.runner().echo(sql);
        List<Map<String, String>> rows = SqlRows.read(context.client(), sql).byName();
        boolean brief = context.style() == Style.TABLE;
        if (rows.isEmpty() && brief) {
            context.notes().println("No stream runs.");
            context.notes().flush();
            return Next.GO_ON;
        }
        RowPrinter printer = context.output().printer(brief ? SHORT : HEADINGS);
        rows.forEach(row -> printer.row(brief ? brief(row) : full(row)));
        printer.finish();
        context.out().flush();
        return Next.GO_ON;
    }

    private static List<Optional<String>> full(Map<String, String> row) {
        return HEADINGS.stream()
                .map(heading -> Optional.ofNullable(row.get(heading.name())))
                .toList();
    }

    private static List<Optional<String>> brief(Map<String, String> row) {
        String source = row.getOrDefault("source", "");
        String table = source.substring(source.indexOf('.') + 1);
        String position = row.getOrDefault("position", "").replaceFirst("^[^/]*/", "");
        return List.of(
                Optional.of(row.getOrDefault("id", "")).map(id -> id.substring(0, Math.min(8, id.length()))),
                Optional.of(table),
                Optional.ofNullable(row.get("state")),
                Optional.ofNullable(row.get("rows")),
                Optional.ofNullable(row.get("lag")),
                Optional.of(
                        position.length() <= POSITION_CHARS
                                ? position
                                : "…" + position.substring(position.length() - POSITION_CHARS + 1)));
    }
}
