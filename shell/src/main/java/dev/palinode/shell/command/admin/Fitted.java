package dev.palinode.shell.command.admin;

import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.text.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * As much of a table as fits a window.
 *
 * @param headings of the columns that are left
 * @param rows their cells; the last one is cut where it is too wide
 */
record Fitted(List<Heading> headings, List<List<Optional<String>>> rows) {
    /** Below this width the last column says nothing. */
    private static final int LAST_CELLS = 12;

    /**
     * Leaves out what has no room. Where even the rest has none everything stays: it will stand vertically.
     *
     * @param givenUp columns by their numbers, the least needed first, and never the last
     * @param width cells of a line, 0 for any
     */
    static Fitted of(List<Heading> headings, List<List<Optional<String>>> rows, List<Integer> givenUp, int width) {
        Fitted all = new Fitted(headings, rows);
        if (width == 0) {
            return all;
        }
        for (int without = 0; without <= givenUp.size(); without++) {
            Fitted some = all.without(givenUp.subList(0, without));
            int room = width - 1 - some.taken();
            if (room >= Math.min(LAST_CELLS, some.widest(some.headings.size() - 1))) {
                return some.cut(room);
            }
        }
        return all;
    }

    private Fitted without(List<Integer> columns) {
        List<Integer> left = IntStream.range(0, headings.size())
                .filter(i -> !columns.contains(i))
                .boxed()
                .toList();
        return new Fitted(
                left.stream().map(headings::get).toList(),
                rows.stream().map(row -> left.stream().map(row::get).toList()).toList());
    }

    /** By all but the last column, and the lines around that. */
    private int taken() {
        return 4
                + IntStream.range(0, headings.size() - 1)
                        .map(i -> 3 + widest(i))
                        .sum();
    }

    private int widest(int column) {
        return Math.max(
                Width.of(headings.get(column).name()),
                rows.stream()
                        .mapToInt(row -> Width.of(row.get(column).orElse("NULL")))
                        .max()
                        .orElse(0));
    }

    private Fitted cut(int room) {
        int last = headings.size() - 1;
        List<List<Optional<String>>> cut = new ArrayList<>();
        for (List<Optional<String>> row : rows) {
            List<Optional<String>> cells = new ArrayList<>(row);
            cells.set(last, row.get(last).map(text -> Width.cut(text.replaceAll("\\s+", " "), room)));
            cut.add(cells);
        }
        return new Fitted(headings, cut);
    }
}
