package dev.palinode.engine.migration.runner.partition;

import dev.palinode.engine.migration.runner.direct.Definition;
import dev.palinode.engine.schema.TableDef;
import dev.palinode.engine.sql.SqlText;
import dev.palinode.engine.sql.Token;
import dev.palinode.engine.sql.TokenCursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table whose partitions are defined one by one, as the server's own text of its definition has them. */
final class PartitionedTable {
    private final TableDef table;
    private final Method method;
    private final boolean divided;
    private final boolean hasDefault;
    private final List<Part> parts;
    private final String head;
    private final String tail;

    /** How rows are told apart. */
    enum Method {
        RANGE,
        LIST
    }

    /**
     * A partition.
     *
     * @param name unquoted
     * @param definition from the word PARTITION on
     */
    record Part(String name, String definition) {}

    private PartitionedTable(TableDef table, Method method, List<Part> parts, String head, String tail) {
        this.table = table;
        this.method = method;
        this.parts = List.copyOf(parts);
        this.head = head;
        this.tail = tail;
        this.divided = has(head, "SUBPARTITION");
        this.hasDefault = parts.stream().anyMatch(part -> has(part.definition(), "DEFAULT"));
    }

    private static boolean has(String text, String word) {
        return new TokenCursor(text).tokens().stream().anyMatch(token -> token.isWord(text, word));
    }

    /** Reads the text; empty for a table without partitions by range or list. */
    static Optional<PartitionedTable> of(TableDef table) {
        String text = table.createStatement();
        List<Token> tokens = new TokenCursor(text).tokens();
        int depth = 0;
        for (int i = 0; i + 2 < tokens.size(); i++) {
            depth += step(text, tokens.get(i));
            if (depth == 0
                    && tokens.get(i).isWord(text, "PARTITION")
                    && tokens.get(i + 1).isWord(text, "BY")) {
                Token method = tokens.get(i + 2);
                if (method.isWord(text, "RANGE")) {
                    return of(table, Method.RANGE, tokens.subList(i + 3, tokens.size()));
                }
                return method.isWord(text, "LIST")
                        ? of(table, Method.LIST, tokens.subList(i + 3, tokens.size()))
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<PartitionedTable> of(TableDef table, Method method, List<Token> tokens) {
        String text = table.createStatement();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i).isPunctuation(text, '(') && tokens.get(i + 1).isWord(text, "PARTITION")) {
                int start = tokens.get(i).start();
                List<Token> list = tokens.subList(i + 1, tokens.size());
                List<Part> parts = new ArrayList<>();
                int end = parts(text, list, parts);
                return Optional.of(
                        new PartitionedTable(table, method, parts, text.substring(0, start), text.substring(end)));
            }
        }
        return Optional.empty();
    }

    /** Reads up to the closing parenthesis; returns where that ends. */
    private static int parts(String text, List<Token> list, List<Part> parts) {
        int depth = 0;
        int first = 0;
        for (int i = 0; i < list.size(); i++) {
            Token token = list.get(i);
            depth += step(text, token);
            boolean closed = depth < 0;
            if (closed || (depth == 0 && token.isPunctuation(text, ','))) {
                String definition =
                        text.substring(list.get(first).start(), list.get(i - 1).end());
                parts.add(new Part(SqlText.unquote(list.get(first + 1).of(text)), definition));
                first = i + 1;
            }
            if (closed) {
                return token.end();
            }
        }
        throw new IllegalArgumentException("cannot read the partitions of " + text);
    }

    private static int step(String text, Token token) {
        return token.isPunctuation(text, '(') ? 1 : token.isPunctuation(text, ')') ? -1 : 0;
    }

    TableDef table() {
        return table;
    }

    boolean isRange() {
        return method == Method.RANGE;
    }

    /** Whether its partitions have subpartitions. */
    boolean isDivided() {
        return divided;
    }

    /** Whether a partition takes all values that no other one takes. */
    boolean hasDefault() {
        return hasDefault;
    }

    /** In order. */
    List<Part> parts() {
        return parts;
    }

    List<String> names() {
        return parts.stream().map(Part::name).toList();
    }

    Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.name().equalsIgnoreCase(name)).findFirst();
    }

    /** Those of the names that are partitions of it, as they are spelled here. */
    List<String> present(Collection<String> names) {
        return parts.stream()
                .map(Part::name)
                .filter(name -> names.stream().anyMatch(name::equalsIgnoreCase))
                .toList();
    }

    String digest() {
        return digestWithout(List.of());
    }

    /** A digest of the definition that it would have without some of its partitions. */
    String digestWithout(Collection<String> names) {
        String rest = parts.stream()
                .filter(part -> names.stream().noneMatch(part.name()::equalsIgnoreCase))
                .map(Part::definition)
                .collect(Collectors.joining(",\n", "(", ")"));
        return Definition.digest(new TableDef(
                table.name(),
                table.engine(),
                table.columns(),
                table.indexes(),
                table.rowEstimate(),
                table.autoIncrement(),
                head + rest + tail));
    }
}
