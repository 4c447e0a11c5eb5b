package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.ProgressBar;
import dev.palinode.shell.render.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Migrations with their pace, a line each; what finds no room is left out, the least needed first. */
public final class TopTable {
    /** Columns in the order in which they stand. */
    private enum Column {
        ID("id"),
        TABLE("table"),
        ACTION("action"),
        PHASE("phase"),
        PROGRESS("progress"),
        RATE("rate"),
        ETA("eta"),
        LAG("lag"),
        REVERTIBLE("revertible"),
        WHY("why");

        private final String head;

        Column(String head) {
            this.head = head;
        }
    }

    /** Given up one after the other; then the bar, then half of the gaps, and then the ends of the tables' names. */
    private static final List<Column> GIVEN_UP =
            List.of(Column.ACTION, Column.REVERTIBLE, Column.WHY, Column.RATE, Column.LAG, Column.ETA);

    /** Below this width the last column says nothing. */
    private static final int WHY_CELLS = 16;

    /** Below this width the name of a table says nothing. */
    private static final int TABLE_CELLS = 4;

    private static final int BAR = 10;
    private static final String UNKNOWN = "-";

    /**
     * One migration.
     *
     * @param row as it is now
     * @param pace how fast it goes
     * @param last whether no other one of its table has been completed behind it: only the last one can be reverted
     */
    public record Line(MigrationRow row, Pace pace, boolean last) {}

    private final List<List<String>> cells = new ArrayList<>();
    private final List<Column> columns;
    private final int gap;

    private TopTable(List<Line> lines, List<Column> columns, boolean bar, int gap, OptionalInt tableCells) {
        this.columns = columns;
        this.gap = gap;
        cells.add(columns.stream()
                .map(column -> column == Column.PROGRESS && !bar ? "done" : column.head)
                .toList());
        for (Line line : lines) {
            cells.add(columns.stream().map(column -> cell(line, column, bar)).toList());
        }
        if (tableCells.isPresent()) {
            int table = columns.indexOf(Column.TABLE);
            cells.replaceAll(row -> IntStream.range(0, row.size())
                    .mapToObj(i -> i == table ? Width.cut(row.get(i), tableCells.getAsInt()) : row.get(i))
                    .toList());
        }
    }

    /**
     * Lays them out.
     *
     * @param lines in the order in which they shall stand
     * @param selected the UUID of the one that is marked; empty when none can be
     * @param width cells of a line of the terminal; lines are shorter
     * @return a line of headings and one for each
     */
    public static List<String> lines(List<Line> lines, Optional<String> selected, int width) {
        int room = width - 1 - (selected.isPresent() ? 2 : 0);
        List<Column> shown = new ArrayList<>(List.of(Column.values()));
        TopTable table = new TopTable(lines, shown, true, 2, OptionalInt.empty());
        for (int i = 0; i < GIVEN_UP.size() && table.needed() > room; i++) {
            shown.remove(GIVEN_UP.get(i));
            table = new TopTable(lines, List.copyOf(shown), true, 2, OptionalInt.empty());
        }
        if (table.needed() > room) {
            table = new TopTable(lines, shown, false, 2, OptionalInt.empty());
        }
        if (table.needed() > room) {
            table = new TopTable(lines, shown, false, 1, OptionalInt.empty());
        }
        if (table.needed() > room) {
            int left = table.widest(shown.indexOf(Column.TABLE)) - (table.needed() - room);
            table = new TopTable(lines, shown, false, 1, OptionalInt.of(Math.max(TABLE_CELLS, left)));
        }
        List<String> printed = new ArrayList<>();
        for (int i = 0; i < table.cells.size(); i++) {
            String mark = selected.isEmpty()
                    ? ""
                    : i > 0 && lines.get(i - 1).row().uuid().equals(selected.get()) ? "> " : "  ";
            printed.add(Width.cut(mark + table.print(i), width - 1));
        }
        return printed;
    }

    private static String cell(Line line, Column column, boolean bar) {
        MigrationRow row = line.row();
        Pace pace = line.pace();
        boolean runs = row.status().equals("running");
        boolean measured = runs && Facts.measured(row);
        PhaseView view = PhaseView.of(row);
        return switch (column) {
            case ID -> row.shortId();
            case TABLE -> row.table();
            case ACTION -> row.action();
            case PHASE -> row.phase();
            case PROGRESS -> (bar ? ProgressBar.of(view.bar(row), BAR) + " " : "") + view.percentText();
            case RATE -> measured && !pace.rate().isEmpty() ? pace.rate() : UNKNOWN;
            case ETA -> measured && !pace.eta().isEmpty() ? pace.eta() : UNKNOWN;
            case LAG -> runs ? row.whole("vreplication_lag_seconds", 0) + "s" : UNKNOWN;
            case REVERTIBLE -> revertible(line);
            case WHY -> why(row);
        };
    }

    private static String why(MigrationRow row) {
        String held = Facts.heldBack(row);
        if (!held.isEmpty()) {
            return held;
        }
        return (Facts.busy(row) ? row.text("message") : row.message()).replaceAll("\\s+", " ");
    }

    private static String revertible(Line line) {
        MigrationRow row = line.row();
        String known = row.text("revertible");
        if (!known.isEmpty()) {
            return known;
        }
        if (row.wentWrong() || (row.ended() && !line.last())) {
            return UNKNOWN;
        }
        if (!row.text("cleanup_timestamp").isEmpty()) {
            return "no";
        }
        if (!row.text("revertible_notes").isBlank()) {
            return "if rows fit";
        }
        return row.ended() ? "yes" : "once complete";
    }

    private int needed() {
        return IntStream.range(0, columns.size())
                        .map(i -> columns.get(i) == Column.WHY ? Math.min(WHY_CELLS, widest(i)) : widest(i))
                        .map(cells -> cells + gap)
                        .sum()
                - gap;
    }

    private int widest(int column) {
        return cells.stream().mapToInt(row -> Width.of(row.get(column))).max().orElse(0);
    }

    private String print(int row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            String text = cells.get(row).get(i);
            line.append(text).append(" ".repeat(i == columns.size() - 1 ? 0 : widest(i) - Width.of(text) + gap));
        }
        return line.toString().stripTrailing();
    }
}
