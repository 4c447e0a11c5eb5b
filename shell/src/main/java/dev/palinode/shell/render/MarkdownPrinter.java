package dev.palinode.shell.render;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints a table of Markdown; numbers stand at the right. */
final class MarkdownPrinter implements RowPrinter {
    private final PrintWriter out;

    MarkdownPrinter(List<Heading> headings, PrintWriter out) {
        this.out = out;
        line(headings.stream().map(h -> escape(h.name())).toList());
        line(headings.stream().map(h -> h.numeric() ? "---:" : "---").toList());
    }

    private void line(List<String> cells) {
        out.print(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("|", "\\|").replaceAll("\r?\n", "<br>");
    }

    @Override
    public void row(List<Optional<String>> values) {
        line(values.stream()
                .map(value -> value.map(MarkdownPrinter::escape).orElse("*NULL*"))
                .toList());
    }

    @Override
    public void finish() {}
}
