package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.ProgressBar;
import dev.palinode.shell.render.text.Width;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Migrations with their pace, a line each; columns that find no room are left out, the least needed first. */
public final class TopTable {
    private static final String[] HEADS = {"id", "table", "action", "phase", "progress", "rate", "eta", "lag", "why"};

    /** Columns in the order in which they are given up. */
    private static final int[] GIVEN_UP = {8, 2, 5, 7, 6, 1};

    /** Below this width the last column says nothing. */
    private static final int WHY_CELLS = 16;

    private static final int WHY = 8;
    private static final int BAR = 10;

    private TopTable() {}

    /**
     * Lays them out.
     *
     * @param rows in the order in which they shall stand
     * @param paces how fast each goes
     * @param width cells of a line of the terminal; lines are shorter
     * @return a line of headings and one for each
     */
    public static List<String> lines(List<MigrationRow> rows, Function<MigrationRow, Pace> paces, int width) {
        List<String[]> cells = new ArrayList<>();
        cells.add(HEADS);
        rows.forEach(row -> cells.add(cells(row, paces.apply(row))));
        boolean[] shown = new boolean[HEADS.length];
        Arrays.fill(shown, true);
        int next = 0;
        while (next < GIVEN_UP.length && needed(cells, shown) >= width) {
            shown[GIVEN_UP[next++]] = false;
        }
        return cells.stream().map(row -> print(row, cells, shown, width)).toList();
    }

    private static String[] cells(MigrationRow row, Pace pace) {
        boolean runs = row.status().equals("running");
        boolean measured = runs && Facts.measured(row);
        PhaseView view = PhaseView.of(row);
        String why = row.throttled()
                ? "throttled: " + row.throttleReason()
                : Facts.busy(row) ? row.text("message") : row.message();
        return new String[] {
            row.shortId(),
            row.table(),
            row.action(),
            row.phase(),
            ProgressBar.of(view.bar(row), BAR) + " " + view.percentText(),
            measured && !pace.rate().isEmpty() ? pace.rate() : "-",
            measured && !pace.eta().isEmpty() ? pace.eta() : "-",
            runs ? row.whole("vreplication_lag_seconds", 0) + "s" : "-",
            why.replaceAll("\\s+", " ")
        };
    }

    private static int needed(List<String[]> cells, boolean[] shown) {
        return IntStream.range(0, HEADS.length)
                .filter(i -> shown[i])
                .map(i -> 2 + (i == WHY ? Math.min(WHY_CELLS, widest(cells, i)) : widest(cells, i)))
                .sum();
    }

    private static int widest(List<String[]> cells, int column) {
        return cells.stream().mapToInt(row -> Width.of(row[column])).max().orElse(0);
    }

    private static String print(String[] row, List<String[]> cells, boolean[] shown, int width) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            if (shown[i]) {
                int blanks = i == WHY ? 0 : widest(cells, i) - Width.of(row[i]) + 2;
                line.append(row[i]).append(" ".repeat(blanks));
            }
        }
        return Width.cut(line.toString().stripTrailing(), width - 1);
    }
}
