package dev.palinode.shell.render;

import dev.palinode.shell.render.text.Width;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prints a framed table. The first rows decide how wide the columns are; those after them are printed as they come, and
 * a value wider than its column then pushes its line out rather than being cut. A result without rows prints nothing.
 */
final class AlignedPrinter implements RowPrinter {
    /** Rows that are looked at before the first is printed. */
    static final int PAGE_ROWS = 1_000;

    /** Characters that are held back at most, whatever the number of rows. */
    private static final int PAGE_CHARS = 4_000_000;

    private final List<Heading> headings;
    private final PrintWriter out;
    private final Layout layout;
    private final int[] widths;
    private final List<List<List<String>>> page = new ArrayList<>();
    private int pageChars;
    private boolean started;

    AlignedPrinter(List<Heading> headings, PrintWriter out, Layout layout) {
        this.headings = headings.stream()
                .map(h -> new Heading(CellText.visible(h.name()), h.numeric()))
                .toList();
        this.out = out;
        this.layout = layout;
        this.widths = this.headings.stream().mapToInt(h -> Width.of(h.name())).toArray();
    }

    @Override
    public void row(List<Optional<String>> values) {
        List<List<String>> cells = values.stream().map(CellText::lines).toList();
        if (started) {
            print(cells);
            return;
        }
        page.add(cells);
        measure(cells);
        if (page.size() >= PAGE_ROWS || pageChars >= PAGE_CHARS) {
            start();
        }
    }

    private void measure(List<List<String>> cells) {
        for (int i = 0; i < cells.size(); i++) {
            for (String line : cells.get(i)) {
                widths[i] = Math.max(widths[i], Width.of(line));
                pageChars += line.length();
            }
        }
    }

    private void start() {
        started = true;
        rule();
        if (layout.names()) {
            head();
            rule();
        }
        page.forEach(this::print);
        page.clear();
    }

    private void head() {
        StringBuilder head = new StringBuilder("|");
        for (int i = 0; i < widths.length; i++) {
            head.append(' ')
                    .append(Width.pad(
                            headings.get(i).name(), widths[i], headings.get(i).numeric()))
                    .append(" |");
        }
        out.println(head);
    }

    private void print(List<List<String>> cells) {
        int height = cells.stream().mapToInt(List::size).max().orElse(1);
        for (int line = 0; line < height; line++) {
            StringBuilder text = new StringBuilder("|");
            for (int i = 0; i < widths.length; i++) {
                List<String> cell = cells.get(i);
                String part = line < cell.size() ? cell.get(line) : "";
                String padded = Width.pad(part, widths[i], headings.get(i).numeric());
                text.append(' ').append(CellText.shaded(cell, padded, layout)).append(" |");
            }
            out.println(text);
        }
    }

    private void rule() {
        StringBuilder rule = new StringBuilder("+");
        for (int width : widths) {
            rule.append("-".repeat(width + 2)).append('+');
        }
        out.println(rule);
    }

    @Override
    public void finish() {
        if (!started && page.isEmpty()) {
            return;
        }
        if (!started) {
            start();
        }
        rule();
    }
}
