package dev.palinode.engine.stream.plan;

import dev.palinode.engine.binlog.RowImage;
import java.util.List;
import java.util.Optional;

/**
 * What is to be done with one row of the target.
 *
 * @param identity the values of the plan's identity columns, as literals for the target
 * @param image the row to write; empty means that the row shall go
 */
public record RowOp(List<String> identity, Optional<RowImage> image) {
    public RowOp {
        identity = List.copyOf(identity);
    }

    /** Whether the row shall go. */
    public boolean deletes() {
        return image.isEmpty();
    }
}
