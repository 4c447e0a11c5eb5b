package dev.palinode.shell.launch.topo;

import dev.palinode.shell.render.Heading;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.RowPrinter;
import dev.palinode.shell.render.Style;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Results as a table for people, or as JSON for programs; remarks go to standard error. */
final class TopoOutput {
    private final PrintWriter out;
    private final PrintWriter err;
    private final Format format;

    /** How results are printed. */
    enum Format {
        TABLE,
        JSON
    }

    TopoOutput(PrintWriter out, PrintWriter err, Format format) {
        this.out = out;
        this.err = err;
        this.format = format;
    }

    boolean isJson() {
        return format == Format.JSON;
    }

    /** A table; without rows it says so. */
    void table(List<String> headings, List<List<String>> rows) {
        if (rows.isEmpty()) {
            say("nothing");
            return;
        }
        RowPrinter printer =
                Style.TABLE.printer(headings.stream().map(Heading::text).toList(), out, Layout.PLAIN);
        rows.forEach(row -> printer.row(row.stream().map(Optional::of).toList()));
        printer.finish();
        out.flush();
    }

    /** A list of JSON texts as one JSON text. */
    void json(List<String> values) {
        out.println(values.isEmpty() ? "[]" : "[\n" + String.join(",\n", values) + "\n]");
        out.flush();
    }

    /** A text that is JSON in both formats. */
    void text(String text) {
        out.println(text);
        out.flush();
    }

    /** A remark; programs that read JSON do not want it among it. */
    void say(String line) {
        PrintWriter to = isJson() ? err : out;
        to.println(line);
        to.flush();
    }
}
