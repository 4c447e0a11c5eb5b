package dev.palinode.engine.stream.apply;

import dev.palinode.engine.binlog.StreamFailure;
import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.stream.plan.KeyTuple;
import dev.palinode.engine.stream.plan.RowPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How parked rows are stored beside the position, as lines: up to where the stream had applied when there were none, and
 * then of each row the literals of its key and those of its identity. No literal that we write contains a line break.
 */
final class ParkedText {
    private ParkedText() {}

    /** Empty where there are none. */
    static String of(Position applied, Map<KeyTuple, List<String>> parked) {
        if (parked.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(applied.encode());
        parked.forEach((key, identity) -> {
            key.literals().forEach(literal -> text.append('\n').append(literal));
            identity.forEach(literal -> text.append('\n').append(literal));
        });
        return text.toString();
    }

    /** Up to where everything has been applied, by a text that is not empty. */
    static Position applied(String text) {
        int end = text.indexOf('\n');
        return Position.parse(end < 0 ? text : text.substring(0, end));
    }

    /** The keys, and the identity of each. */
    static Map<KeyTuple, List<String>> rows(String text, RowPlan plan) throws StreamFailure {
        Map<KeyTuple, List<String>> rows = new LinkedHashMap<>();
        if (text.isEmpty()) {
            return rows;
        }
        List<String> lines = List.of(text.split("\n", -1));
        int key = plan.key().size();
        int each = key + plan.identity().size();
        if ((lines.size() - 1) % each != 0) {
            throw StreamFailure.definite(
                    "the rows of " + plan.sourceName() + " that were still to be read are stored for other keys");
        }
        for (int i = 1; i < lines.size(); i += each) {
            KeyTuple tuple = new KeyTuple(lines.subList(i, i + key));
            rows.put(tuple, new ArrayList<>(lines.subList(i + key, i + each)));
        }
        return rows;
    }
}
