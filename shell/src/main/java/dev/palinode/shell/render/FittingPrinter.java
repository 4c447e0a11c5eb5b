package dev.palinode.shell.render;

import dev.palinode.shell.render.text.Width;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prints a framed table where the place is wide enough for it, and rows vertically where it is not. The first rows
 * decide; no more than those are held back.
 */
final class FittingPrinter implements RowPrinter {
    private static final int PAGE_CHARS = 4_000_000;

    private final List<Heading> headings;
    private final PrintWriter out;
    private final Layout layout;
    private final int[] widths;
    private final List<List<Optional<String>>> page = new ArrayList<>();
    private Optional<RowPrinter> chosen = Optional.empty();
    private int chars;

    FittingPrinter(List<Heading> headings, PrintWriter out, Layout layout) {
        this.headings = List.copyOf(headings);
        this.out = out;
        this.layout = layout;
        this.widths = headings.stream()
                .mapToInt(h -> Width.of(CellText.visible(h.name())))
                .toArray();
        if (layout.width() <= 0) {
            chosen = Optional.of(new AlignedPrinter(headings, out, layout));
        }
    }

    @Override
    public void row(List<Optional<String>> values) {
        if (chosen.isPresent()) {
            chosen.get().row(values);
            return;
        }
        page.add(values);
        for (int i = 0; i < widths.length; i++) {
            for (String line : CellText.lines(values.get(i))) {
                widths[i] = Math.max(widths[i], Width.of(line));
                chars += line.length();
            }
        }
        if (page.size() >= AlignedPrinter.PAGE_ROWS || chars >= PAGE_CHARS) {
            choose();
        }
    }

    private RowPrinter choose() {
        int needed = 1;
        for (int width : widths) {
            needed += width + 3;
        }
        RowPrinter printer = needed > layout.width()
                ? new VerticalPrinter(headings, out, layout)
                : new AlignedPrinter(headings, out, layout);
        chosen = Optional.of(printer);
        page.forEach(printer::row);
        page.clear();
        return printer;
    }

    @Override
    public void finish() {
        chosen.orElseGet(this::choose).finish();
    }
}
