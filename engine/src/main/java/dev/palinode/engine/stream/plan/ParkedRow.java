package dev.palinode.engine.stream.plan;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A row of the source that a target with values of its own has not as the events have left it.
 *
 * @param key its key in the source by now
 * @param identity by now, as literals for the target
 * @param at the identity under which the target still has the row; empty if the row has come since
 * @param changed places in the images of columns that the target would keep ({@link RowPlan#keeps}), if events had not
 *     changed them
 */
public record ParkedRow(KeyTuple key, List<String> identity, Optional<List<String>> at, Set<Integer> changed) {
    public ParkedRow {
        identity = List.copyOf(identity);
        at = at.map(List::copyOf);
        changed = Set.copyOf(changed);
    }

    /** Whether the target has the row where it should not be any more. */
    public boolean isDisplaced() {
        return at.filter(place -> !place.equals(identity)).isPresent();
    }

    /** The same after one more event. */
    public ParkedRow after(KeyTuple newKey, List<String> newIdentity, Set<Integer> nowChanged) {
        Set<Integer> all = new HashSet<>(changed);
        all.addAll(nowChanged);
        return new ParkedRow(newKey, newIdentity, at, all);
    }
}
