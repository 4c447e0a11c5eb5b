package dev.palinode.shell.command;

import dev.palinode.shell.render.Durations;
import dev.palinode.shell.render.ProgressBar;
import dev.palinode.shell.render.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lays migrations out in lines that fit a terminal; what a narrow one has no room for is left out. */
final class MigrationTable {
    private static final List<String> HEADS =
            List.of("uuid", "table", "action", "state", "progress", "eta", "rows", "message");

    /** Signs in the bar, from the widest layout to the narrowest. */
    private static final int[] BARS = {20, 10, 0};

    private static final int MESSAGE = HEADS.size() - 1;

    /** Below this width a message says nothing; it is then left out. */
    private static final int MESSAGE_CELLS = 16;

    private MigrationTable() {}

    static List<String> lines(List<MigrationRow> rows, int width) {
        boolean messages = rows.stream().anyMatch(row -> !row.message().isEmpty());
        int needed = messages ? MESSAGE_CELLS + 2 : 0;
        List<List<String>> cells = List.of();
        for (int bar : BARS) {
            cells = cells(rows, bar);
            if (fixedWidth(cells) + needed < width) {
                break;
            }
        }
        int left = width - 1 - fixedWidth(cells);
        return print(cells, width, messages && left >= needed);
    }

    private static List<List<String>> cells(List<MigrationRow> rows, int bar) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(HEADS);
        rows.forEach(row -> cells.add(List.of(
                row.uuid(),
                row.table(),
                row.action(),
                row.status(),
                progress(row, bar),
                eta(row),
                bar == 0 ? brief(row) : copied(row),
                row.message().replaceAll("\\s+", " "))));
        return cells;
    }

    private static String progress(MigrationRow row, int bar) {
        String percent = String.format(Locale.ROOT, "%5.1f%%", row.percent());
        return bar == 0 ? percent : ProgressBar.of(row.percent(), bar) + " " + percent;
    }

    private static String eta(MigrationRow row) {
        return row.ended() || row.etaSeconds() < 0 ? "-" : Durations.brief(row.etaSeconds());
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
