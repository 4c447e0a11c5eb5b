package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.ParkedRow;
import dev.palinode.engine.stream.plan.RowPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How parked rows are stored beside the position, as lines: up to where the stream had applied when there were none, and
 * then of each row the literals of its key, those of its identity, those of the identity that it has in the target, or as
 * many empty lines, and the places of what has changed. No literal that we write contains a line break, or is empty.
 */
final class ParkedText {
    private ParkedText() {}

    /** Empty where there are none. */
    static String of(Position applied, Collection<ParkedRow> parked) {
        if (parked.isEmpty()) {
            return "";
        }
        List<String> lines = new ArrayList<>(List.of(applied.encode()));
        for (ParkedRow row : parked) {
            lines.addAll(row.key().literals());
            lines.addAll(row.identity());
            lines.addAll(row.at().orElse(row.identity().stream().map(one -> "").toList()));
            lines.add(row.changed().stream().sorted().map(String::valueOf).collect(Collectors.joining(",")));
        }
        return String.join("\n", lines);
    }

    /** Up to where everything has been applied, by a text that is not empty. */
    static Position applied(String text) {
        int end = text.indexOf('\n');
        return Position.parse(end < 0 ? text : text.substring(0, end));
    }

    /** The rows. */
    static List<ParkedRow> rows(String text, RowPlan plan) throws StreamFailure {
        List<ParkedRow> rows = new ArrayList<>();
        if (text.isEmpty()) {
            return rows;
        }
        List<String> lines = List.of(text.split("\n", -1));
        int key = plan.key().size();
        int identity = plan.identity().size();
        int each = key + 2 * identity + 1;
        if ((lines.size() - 1) % each != 0) {
            throw StreamFailure.definite(
                    "the rows of " + plan.sourceName() + " that were still to be read are stored for other keys");
        }
        for (int i = 1; i < lines.size(); i += each) {
            int at = i + key + identity;
            List<String> place = lines.subList(at, at + identity);
            rows.add(new ParkedRow(
                    new KeyTuple(lines.subList(i, i + key)),
                    lines.subList(i + key, at),
                    Optional.of(place).filter(literals -> !literals.get(0).isEmpty()),
                    places(lines.get(at + identity))));
        }
        return rows;
    }

    private static Set<Integer> places(String line) {
        return line.isEmpty()
                ? Set.of()
                : Arrays.stream(line.split(",", -1)).map(Integer::valueOf).collect(Collectors.toSet());
    }
}
