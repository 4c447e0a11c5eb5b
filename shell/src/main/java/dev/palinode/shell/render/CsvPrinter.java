package dev.palinode.shell.render;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints comma-separated values; the names of the columns come first, also when there are no rows. */
final class CsvPrinter implements RowPrinter {
    private final PrintWriter out;

    CsvPrinter(List<Heading> headings, PrintWriter out, Layout layout) {
        this.out = out;
        if (layout.names()) {
            row(headings.stream().map(h -> Optional.of(h.name())).toList());
        }
    }

    @Override
    public void row(List<Optional<String>> values) {
        out.print(values.stream().map(CsvPrinter::cell).collect(Collectors.joining(",", "", "\r\n")));
    }

    private static String cell(Optional<String> value) {
        return value.map(text -> text.isEmpty() || text.chars().anyMatch(c -> c == ',' || c == '"' || c < ' ')
                        ? "\"" + text.replace("\"", "\"\"") + "\""
                        : text)
                .orElse("");
    }

    @Override
    public void finish() {}
}
