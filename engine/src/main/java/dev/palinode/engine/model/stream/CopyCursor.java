package dev.palinode.engine.model.stream;

import java.util.Objects;
import java.util.Optional;

/**
 * One row of {@code _vt.copy_state}: a range of the key space and how far its copy is. Keys are texts that only the
 * stream reads.
 *
 * @param range the range's number within its stream, from 0
 * @param lower where it begins, exclusive; empty means from the beginning
 * @param upper where it ends, inclusive; empty means to the end
 * @param last the last key copied; empty before the first chunk
 * @param done whether all of it is copied
 * @param rows rows copied so far
 */
public record CopyCursor(
        int range, Optional<String> lower, Optional<String> upper, Optional<String> last, boolean done, long rows) {
    public CopyCursor {
        Objects.requireNonNull(lower, "lower");
        Objects.requireNonNull(upper, "upper");
        Objects.requireNonNull(last, "last");
    }
}
