package dev.palinode.engine.stream.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A piece of the key space: after {@code lower}, up to and including {@code upper}.
 *
 * @param lower exclusive; empty means from the beginning
 * @param upper inclusive; empty means to the end
 */
public record KeyRange(Optional<KeyTuple> lower, Optional<KeyTuple> upper) {

    /** All keys. */
    public static KeyRange all() {
        return new KeyRange(Optional.empty(), Optional.empty());
    }

    /** The condition that the columns' values are in this range; {@code TRUE} for all keys. */
    public String condition(List<String> columns) {
        List<String> parts = new ArrayList<>();
        lower.ifPresent(tuple -> parts.add("(" + tuple.after(columns) + ")"));
        upper.ifPresent(tuple -> parts.add("(" + tuple.upTo(columns) + ")"));
        return parts.isEmpty() ? "TRUE" : String.join(" AND ", parts);
    }

    /** Whether the key is in this range; only for keys of whole numbers. */
    public boolean containsNumber(KeyTuple key) {
        return lower.map(tuple -> key.compareNumbers(tuple) > 0).orElse(true)
                && upper.map(tuple -> key.compareNumbers(tuple) <= 0).orElse(true);
    }
}
