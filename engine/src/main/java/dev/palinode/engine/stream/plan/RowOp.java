package dev.palinode.engine.stream.plan;

import dev.palinode.engine.binlog.RowImage;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be done with one row of the target.
 *
 * @param identity the values of the plan's identity columns, as literals for the target
 * @param image the row to write; empty means that the row shall go
 * @param comes whether the source had no such row before
 * @param kept places in the image of columns that the event has not changed and that stay as the target has them, if
 *     it has the row; see {@link RowPlan#keeps}
 */
public record RowOp(List<String> identity, Optional<RowImage> image, boolean comes, Set<Integer> kept) {
    public RowOp {
        identity = List.copyOf(identity);
        kept = Set.copyOf(kept);
    }

    /** Removes the row. */
    public static RowOp delete(List<String> identity) {
        return new RowOp(identity, Optional.empty(), false, Set.of());
    }

    /** This one in the place of both. */
    public RowOp after(RowOp earlier) {
        Set<Integer> both = new HashSet<>(kept);
        both.retainAll(earlier.kept);
        return new RowOp(identity, image, comes, both);
    }

    /** Whether the row shall go. */
    public boolean deletes() {
        return image.isEmpty();
    }
}
