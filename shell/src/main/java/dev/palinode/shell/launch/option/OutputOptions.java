package dev.palinode.shell.launch.option;

import dev.palinode.shell.render.Style;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How results of the shell look; at most one of these. */
public final class OutputOptions {
    @Option(
            names = "--format",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description =
                    "table, vertical, tsv (NULL is \\N), batch (as mysql -B: NULL is the word), csv, json, jsonl or"
                            + " markdown. Default: table on a terminal, tsv elsewhere.")
    private Optional<String> format = Optional.empty();

    @Option(
            names = {"-t", "--table"},
            description = "Aligned tables, also where no terminal reads them.")
    private boolean table;

    @Option(
            names = {"-E", "--vertical"},
            description = "One line per column.")
    private boolean vertical;

    @Option(
            names = {"-B", "--batch"},
            description = "Tabs between values, also on a terminal; NULL is the word.")
    private boolean batch;

    /** For completion on the command line. */
    static final class Names extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Names() {
            super(names());
        }
    }

    /** Options of which none was given. */
    public OutputOptions() {}

    /**
     * What was asked for.
     *
     * @return empty when nothing was
     * @throws IllegalArgumentException when there is no such format
     */
    public Optional<Style> style() {
        if (format.isPresent()) {
            return Optional.of(Style.named(format.get())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--format takes " + String.join(", ", names()) + ", not " + format.get())));
        }
        if (table) {
            return Optional.of(Style.TABLE);
        }
        if (vertical) {
            return Optional.of(Style.VERTICAL);
        }
        return batch ? Optional.of(Style.BATCH) : Optional.empty();
    }

    private static List<String> names() {
        return Arrays.stream(Style.values())
                .map(style -> style.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
