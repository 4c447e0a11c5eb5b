package dev.palinode.shell.render;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Prints one line per row with tabs between the values: backslash, tab, newline and NUL are escaped. A result without
 * rows prints nothing.
 */
final class BatchPrinter implements RowPrinter {
    private final List<Heading> headings;
    private final PrintWriter out;
    private final String none;
    private boolean started;

    BatchPrinter(List<Heading> headings, PrintWriter out, Layout layout, String none) {
        this.headings = List.copyOf(headings);
        this.out = out;
        this.none = none;
        this.started = !layout.names();
    }

    @Override
    public void row(List<Optional<String>> values) {
        if (!started) {
            started = true;
            line(headings.stream().map(h -> Optional.of(h.name())).toList());
        }
        line(values);
    }

    private void line(List<Optional<String>> values) {
        out.print(
                values.stream().map(value -> CellText.batch(value, none)).collect(Collectors.joining("\t", "", "\n")));
    }

    @Override
    public void finish() {}
}
