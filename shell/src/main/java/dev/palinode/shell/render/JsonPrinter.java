package dev.palinode.shell.render;

import dev.palinode.shell.render.text.Json;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prints rows as objects of JSON, a line each: in an array, or by themselves. */
final class JsonPrinter implements RowPrinter {
    private final List<Heading> headings;
    private final List<String> keys = new ArrayList<>();
    private final PrintWriter out;
    private final boolean array;
    private boolean started;

    JsonPrinter(List<Heading> headings, PrintWriter out, boolean array) {
        this.headings = List.copyOf(headings);
        headings.forEach(heading -> keys.add(free(heading.name())));
        this.out = out;
        this.array = array;
    }

    /** An object has no two members of one name: the second column of a name gets a number. */
    private String free(String name) {
        String key = name;
        for (int i = 2; keys.contains(key); i++) {
            key = name + "_" + i;
        }
        return key;
    }

    @Override
    public void row(List<Optional<String>> values) {
        Json object = new Json();
        for (int i = 0; i < values.size(); i++) {
            Heading heading = headings.get(i);
            object.raw(
                    keys.get(i),
                    values.get(i)
                            .map(text -> heading.numeric() ? Json.number(text) : Json.quote(text))
                            .orElse("null"));
        }
        if (array) {
            out.print(started ? ",\n" : "[\n");
            out.print(object);
        } else {
            out.print(object + "\n");
        }
        started = true;
    }

    @Override
    public void finish() {
        if (array) {
            out.print(started ? "\n]\n" : "[]\n");
        }
    }
}
