package dev.palinode.shell.render;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints whole pages into a string. */
final class Pages {
    private Pages() {}

    static String print(Style style, List<Heading> headings, List<List<Optional<String>>> rows) {
        return print(style, headings, rows, Layout.PLAIN);
    }

    static String print(Style style, List<Heading> headings, List<List<Optional<String>>> rows, Layout layout) {
        StringWriter page = new StringWriter();
        PrintWriter out = new PrintWriter(page);
        RowPrinter printer = style.printer(headings, out, layout);
        rows.forEach(printer::row);
        printer.finish();
        out.flush();
        return page.toString();
    }

    static List<Optional<String>> row(@Nullable String... values) {
        return Arrays.stream(values).map(Optional::ofNullable).toList();
    }
}
