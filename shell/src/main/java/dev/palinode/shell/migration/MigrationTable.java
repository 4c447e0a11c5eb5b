package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.Durations;
import dev.palinode.shell.render.text.ProgressBar;
import dev.palinode.shell.render.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays migrations out in lines that fit a terminal; what a narrow one has no room for is left out. */
public final class MigrationTable {
    private static final List<String> HEADS =
            List.of("uuid", "table", "action", "state", "progress", "eta", "rows", "message");

    /**
     * How much there is room for.
     *
     * @param bar signs in the bar
     * @param uuid whether names are written out
     */
    private record Detail(int bar, boolean uuid) {}

    /** From the widest layout to the narrowest. */
    private static final List<Detail> DETAILS =
            List.of(new Detail(20, true), new Detail(10, true), new Detail(10, false), new Detail(0, false));

    private static final int MESSAGE = HEADS.size() - 1;

    /** Below this width a message says nothing; it is then left out. */
    private static final int MESSAGE_CELLS = 16;

    private MigrationTable() {}

    /**
     * Lays them out.
     *
     * @param rows in the order in which they shall stand
     * @param width cells of a line of the terminal; lines are shorter
     * @return a line of headings and one for each
     */
    public static List<String> lines(List<MigrationRow> rows, int width) {
        boolean messages = rows.stream().anyMatch(row -> !message(row).isEmpty());
        int needed = messages ? MESSAGE_CELLS + 2 : 0;
        List<List<String>> cells = List.of();
        for (Detail detail : DETAILS) {
            cells = cells(rows, detail);
            if (fixedWidth(cells) + needed < width) {
                break;
            }
        }
        int left = width - 1 - fixedWidth(cells);
        return print(cells, width, messages && left >= needed);
    }

    private static List<List<String>> cells(List<MigrationRow> rows, Detail detail) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADS);
        rows.forEach(row -> cells.add(List.of(
                detail.uuid() ? row.uuid() : row.shortId(),
                row.table(),
                row.action(),
                state(row),
                progress(row, detail.bar()),
                eta(row),
                detail.bar() == 0 ? brief(row) : copied(row),
                message(row))));
        return cells;
    }

    private static String state(MigrationRow row) {
        return row.throttled() ? row.phase() + ", throttled" : row.phase();
    }

    private static String progress(MigrationRow row, int bar) {
        PhaseView view = PhaseView.of(row);
        String percent = view.percentText();
        return bar == 0 ? percent : ProgressBar.of(view.bar(row), bar) + " " + percent;
    }

    private static String message(MigrationRow row) {
        if (row.text("message").isEmpty() && Facts.busy(row) && !row.throttled()) {
            return "";
        }
        String text = row.throttled() ? row.throttleReason() : row.message();
        return text.replaceAll("\\s+", " ");
    }

    private static String eta(MigrationRow row) {
        long seconds = PhaseView.of(row).etaSeconds();
        return row.ended() || seconds < 0 ? "-" : Durations.brief(seconds);
    }

    private static String copied(MigrationRow row) {
        if (row.rowsCopied() == 0 && row.tableRows() == 0) {
            return "-";
        }
        return String.format(Locale.ROOT, "%,d/%,d", row.rowsCopied(), row.tableRows());
    }

    private static String brief(MigrationRow row) {
        return row.rowsCopied() == 0 && row.tableRows() == 0
                ? "-"
                : brief(row.rowsCopied()) + "/" + brief(row.tableRows());
    }

    private static String brief(long count) {
        if (count < 10_000) {
            return Long.toString(count);
        }
        return count < 10_000_000 ? count / 1_000 + "k" : count / 1_000_000 + "M";
    }

    private static int fixedWidth(List<List<String>> cells) {
        int sum = 0;
        for (int i = 0; i < MESSAGE; i++) {
            sum += columnWidth(cells, i) + 2;
        }
        return sum - 2;
    }

    private static int columnWidth(List<List<String>> cells, int column) {
        return cells.stream().mapToInt(row -> Width.of(row.get(column))).max().orElse(0);
    }

    private static List<String> print(List<List<String>> cells, int width, boolean messages) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < MESSAGE; i++) {
                String text = row.get(i);
                line.append(text).append(" ".repeat(columnWidth(cells, i) - Width.of(text) + 2));
            }
            if (messages) {
                line.append(row.get(MESSAGE));
            }
            lines.add(Width.cut(line.toString().stripTrailing(), width - 1));
        }
        return lines;
    }
}
