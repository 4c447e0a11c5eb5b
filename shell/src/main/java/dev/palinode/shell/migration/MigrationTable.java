package dev.palinode.shell.migration;

import dev.palinode.shell.render.text.Durations;
import dev.palinode.shell.render.text.ProgressBar;
import dev.palinode.shell.render.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/** Lays migrations out in lines that fit a terminal; what a narrow one has no room for is left out. */
public final class MigrationTable {
    private static final List<String> HEADS =
            List.of("uuid", "table", "action", "state", "progress", "eta", "rows", "message");

    /**
     * How much there is room for.
     *
     * @param bar signs in the bar
     * @param uuid whether names are written out
     * @param message whether there is one
     * @param without how many of {@link #GIVEN_UP} are left out
     * @param tight whether gaps are small, and states short
     */
    private record Detail(int bar, boolean uuid, boolean message, int without, boolean tight) {
        private int gap() {
            return tight ? 1 : 2;
        }
    }

    /** Columns in the order in which they are left out: rows, eta, action. */
    private static final List<Integer> GIVEN_UP = List.of(6, 5, 2);

    /** From the widest layout to the narrowest. */
    private static final List<Detail> DETAILS = List.of(
            new Detail(20, true, true, 0, false),
            new Detail(10, true, true, 0, false),
            new Detail(10, false, true, 0, false),
            new Detail(0, false, true, 0, false),
            new Detail(10, false, false, 0, false),
            new Detail(0, false, false, 0, false),
            new Detail(0, false, false, 1, false),
            new Detail(0, false, false, 2, false),
            new Detail(0, false, false, 3, false),
            new Detail(0, false, false, 3, true));

    private static final int TABLE = 1;

    /** Below this width the name of a table says nothing. */
    private static final int TABLE_CELLS = 4;

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
        Detail detail = DETAILS.get(0);
        List<List<String>> cells = cells(rows, detail);
        for (int i = 1; i < DETAILS.size() && needed(cells, detail, messages) >= width; i++) {
            detail = DETAILS.get(i);
            cells = cells(rows, detail);
        }
        int over = needed(cells, detail, messages) - (width - 1);
        if (over > 0) {
            cells = shortened(cells, Math.max(TABLE_CELLS, columnWidth(cells, TABLE) - over));
        }
        return print(cells, detail, width);
    }

    private static List<List<String>> cells(List<MigrationRow> rows, Detail detail) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(some(HEADS, detail));
        rows.forEach(row -> cells.add(some(
                List.of(
                        detail.uuid() ? row.uuid() : row.shortId(),
                        row.table(),
                        row.action(),
                        detail.tight() && row.throttled() ? "throttled" : state(row),
                        progress(row, detail.bar()),
                        eta(row),
                        detail.bar() == 0 ? brief(row) : copied(row),
                        message(row)),
                detail)));
        return cells;
    }

    /** The cells of the columns that there is room for. */
    private static List<String> some(List<String> cells, Detail detail) {
        List<Integer> left = GIVEN_UP.subList(0, detail.without());
        return IntStream.range(0, detail.message() ? cells.size() : MESSAGE)
                .filter(i -> !left.contains(i))
                .mapToObj(cells::get)
                .toList();
    }

    private static List<List<String>> shortened(List<List<String>> cells, int table) {
        return cells.stream()
                .map(row -> IntStream.range(0, row.size())
                        .mapToObj(i -> i == TABLE ? Width.cut(row.get(i), table) : row.get(i))
                        .toList())
                .toList();
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
        return copied(row, count -> String.format(Locale.ROOT, "%,d", count));
    }

    private static String brief(MigrationRow row) {
        return copied(row, MigrationTable::brief);
    }

    private static String copied(MigrationRow row, LongFunction<String> text) {
        PhaseView copy = PhaseView.copy(row);
        if (copy.believable()) {
            return text.apply(row.rowsCopied()) + "/" + text.apply(row.tableRows());
        }
        return row.rowsCopied() == 0 ? "-" : text.apply(row.rowsCopied());
    }

    private static String brief(long count) {
        if (count < 10_000) {
            return Long.toString(count);
        }
        return count < 10_000_000 ? count / 1_000 + "k" : count / 1_000_000 + "M";
    }

    /** Of a message only the beginning. */
    private static int needed(List<List<String>> cells, Detail detail, boolean messages) {
        int columns = cells.get(0).size() - (detail.message() ? 1 : 0);
        int fixed = IntStream.range(0, columns)
                .map(i -> columnWidth(cells, i) + detail.gap())
                .sum();
        return fixed - detail.gap() + (detail.message() && messages ? detail.gap() + MESSAGE_CELLS : 0);
    }

    private static int columnWidth(List<List<String>> cells, int column) {
        return cells.stream().mapToInt(row -> Width.of(row.get(column))).max().orElse(0);
    }

    private static List<String> print(List<List<String>> cells, Detail detail, int width) {
        boolean messages =
                cells.stream().skip(1).anyMatch(row -> !row.get(row.size() - 1).isEmpty());
        List<String> lines = new ArrayList<>();
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                boolean last = i == row.size() - 1;
                if (!last) {
                    line.append(Width.pad(row.get(i), columnWidth(cells, i) + detail.gap(), false));
                } else if (messages || !detail.message()) {
                    line.append(row.get(i));
                }
            }
            lines.add(Width.cut(line.toString().stripTrailing(), width - 1));
        }
        return lines;
    }
}
