package dev.palinode.shell.sql;

import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.Style;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where results go and how they look. Used by one thread.
 *
 * @param sink where they go
 * @param style how rows look
 * @param layout what the place allows, asked for at each result
 */
public record Output(Sink sink, Style style, Supplier<Layout> layout) {
    public Output {
        Objects.requireNonNull(sink, "sink");
        Objects.requireNonNull(style, "style");
        Objects.requireNonNull(layout, "layout");
    }

    /**
     * Output without a terminal's bounds.
     *
     * @param out where it goes
     * @param style how it looks
     * @return the output
     */
    public static Output plain(PrintWriter out, Style style) {
        return new Output(() -> out, style, () -> Layout.PLAIN);
    }

    /**
     * Where text goes now.
     *
     * @return flushed by whoever writes
     */
    public PrintWriter writer() {
        return sink.writer();
    }

    /**
     * Starts a result in the usual style.
     *
     * @param headings its columns
     * @return a printer for its rows
     */
    public RowPrinter printer(List<Heading> headings) {
        return style.printer(headings, writer(), layout.get());
    }
}
