package dev.palinode.proxy.failover;

import java.util.Set;

/**
 * What must not be in a history of lists, or not at every isolation level.
 *
 * @param text the transactions and values
 */
record Anomaly(Kind kind, String text) {
    /** By Adya's names, as list-append checkers use them. */
    enum Kind {
        /** Committed, and not there. */
        LOST,
        /** There twice. */
        DOUBLED,
        /** Rolled back, and there. */
        ABORTED,
        /** A read is no version that the list ever had. */
        NO_PREFIX,
        /** A read after one's own append does not end with it. */
        NOT_ITS_OWN,
        /** A read in the middle of another transaction (G1b). */
        INTERMEDIATE,
        /** A cycle of overwriting alone. */
        G0,
        /** A cycle of overwriting and reading what was written. */
        G1C,
        /** The same with one read that did not see a later write, as in read skew. */
        G_SINGLE,
        /** A cycle with more of those, as in write skew. */
        G2
    }

    /** What snapshots allow. */
    static final Set<Kind> OF_SNAPSHOTS = Set.of(Kind.G_SINGLE, Kind.G2);

    @Override
    public String toString() {
        return kind + ": " + text;
    }
}
