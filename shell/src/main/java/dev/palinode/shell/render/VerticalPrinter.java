package dev.palinode.shell.render;

import dev.palinode.shell.render.text.Width;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Prints a row as lines of {@code name: value}, below a line that counts the rows. */
final class VerticalPrinter implements RowPrinter {
    /** As many as the mysql client has, where there is room for them. */
    private static final int STARS = 27;

    private final List<String> names;
    private final PrintWriter out;
    private final Layout layout;
    private long count;

    VerticalPrinter(List<Heading> headings, PrintWriter out, Layout layout) {
        List<String> bare =
                headings.stream().map(h -> CellText.visible(h.name())).toList();
        int widest = bare.stream().mapToInt(Width::of).max().orElse(0);
        this.names = bare.stream().map(name -> Width.pad(name, widest, true)).toList();
        this.out = out;
        this.layout = layout;
    }

    @Override
    public void row(List<Optional<String>> values) {
        count++;
        String title = " " + count + ". row ";
        int room = layout.width() == 0 ? STARS : (layout.width() - 1 - title.length()) / 2;
        String stars = "*".repeat(Math.max(1, Math.min(STARS, room)));
        out.println(stars + title + stars);
        for (int i = 0; i < values.size(); i++) {
            List<String> lines = CellText.lines(values.get(i));
            String text = CellText.shaded(lines, String.join(System.lineSeparator(), lines), layout);
            out.println(layout.names() ? names.get(i) + ": " + text : text);
        }
    }

    @Override
    public void finish() {}
}
