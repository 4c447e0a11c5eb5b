package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.migration.runner.partition.PartitionedTable.Part;
import dev.palinode.engine.model.TableName;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is kept of partitions that were dropped: how they were defined, and which tables have their rows. Stored with
 * the migration before anything happens.
 *
 * @param runs the partitions
 * @param held the tables, each with rows of one partition; of a partition there may be several after a crash
 */
record Keepsake(List<Run> runs, List<Held> held) {
    Keepsake {
        runs = List.copyOf(runs);
        held = List.copyOf(held);
    }

    /**
     * Partitions that stood next to each other.
     *
     * @param parts in order
     * @param before the partition that came after them and has stayed, which takes over what they took; empty if they
     *     were the last, or where nobody takes it over
     */
    record Run(List<Part> parts, Optional<String> before) {
        Run {
            parts = List.copyOf(parts);
        }
    }

    /** A table with rows of a partition. */
    record Held(String table, String partition) {}

    /** Of partitions that are about to be dropped. */
    static Keepsake of(PartitionedTable table, List<String> dropped) {
        List<Run> runs = new ArrayList<>();
        List<Part> run = new ArrayList<>();
        for (Part part : table.parts()) {
            if (dropped.contains(part.name())) {
                run.add(part);
            } else if (!run.isEmpty() && table.isRange()) {
                runs.add(new Run(run, Optional.of(part.name())));
                run = new ArrayList<>();
            }
        }
        if (!run.isEmpty()) {
            runs.add(new Run(run, Optional.empty()));
        }
        return new Keepsake(runs, List.of());
    }

    /** The names of the partitions. */
    List<String> names() {
        return runs.stream()
                .flatMap(run -> run.parts().stream())
                .map(Part::name)
                .toList();
    }

    /** The tables with rows of a partition. */
    List<String> heldOf(String partition) {
        return held.stream()
                .filter(one -> one.partition().equalsIgnoreCase(partition))
                .map(Held::table)
                .toList();
    }

    /** The same with other tables. */
    Keepsake with(List<Held> others) {
        return new Keepsake(runs, others);
    }

    /** As it is stored. */
    String text() {
        String defined = runs.stream()
                .map(run -> run.parts().stream().map(Part::definition).collect(Collectors.joining(", ", "(", ")"))
                        + run.before()
                                .map(name -> " BEFORE " + TableName.quote(name))
                                .orElse(""))
                .collect(Collectors.joining(" "));
        String rows = held.stream()
                .map(one -> " HELD " + TableName.quote(one.table()) + " OF " + TableName.quote(one.partition()))
                .collect(Collectors.joining());
        return defined + rows;
    }

    /** What {@link #text} has written. */
    static Keepsake parse(String text) {
        TokenCursor cursor = new TokenCursor(text);
        List<Run> runs = new ArrayList<>();
        while (cursor.acceptSign('(')) {
            List<Part> parts = parts(cursor);
            runs.add(new Run(parts, cursor.accept("BEFORE") ? cursor.name() : Optional.empty()));
        }
        List<Held> held = new ArrayList<>();
        while (cursor.accept("HELD")) {
            String table = cursor.name().orElseThrow();
            cursor.accept("OF");
            held.add(new Held(table, cursor.name().orElseThrow()));
        }
        return new Keepsake(runs, held);
    }

    private static List<Part> parts(TokenCursor cursor) {
        String text = cursor.text();
        List<Part> parts = new ArrayList<>();
        int start = cursor.offset();
        int depth = 0;
        while (depth >= 0) {
            int end = cursor.offsetBehind();
            Token token = cursor.take();
            depth += token.isPunctuation(text, '(') ? 1 : token.isPunctuation(text, ')') ? -1 : 0;
            if (depth < 0 || (depth == 0 && token.isPunctuation(text, ','))) {
                parts.add(part(text.substring(start, end)));
                start = cursor.offset();
            }
        }
        return parts;
    }

    private static Part part(String definition) {
        Token name = new TokenCursor(definition).tokens().get(1);
        return new Part(SqlText.unquote(name.of(definition)), definition);
    }
}
