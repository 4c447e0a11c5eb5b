package dev.palinode.engine.topo;

import java.util.List;

/** Who serves a keyspace. Safe for use by many threads; never blocks, but for {@link #refresh}. */
public interface Topology {
    /** The shard of a keyspace that is not sharded, as in Vitess. */
    String UNSHARDED = "0";

    /** The keyspace, which is the name of the schema on the servers. */
    String keyspace();

    /** The shard; {@code 0} for a keyspace that is not sharded. */
    String shard();

    /** The tablet that takes writes, as last seen. */
    Tablet primary();

    /** Whether the primary answered and took writes when it was looked at last; true where nobody looks. */
    default boolean primaryTakesWrites() {
        return true;
    }

    /**
     * Whether another tablet was promoted since, of which the primary does not know: whoever looks elsewhere has another
     * primary. False where nobody looks.
     */
    default boolean primaryIsOutdated() {
        return false;
    }

    /**
     * When a tablet was promoted for the last time, in nanoseconds since 1970, by {@code _vt.reparent_journal} of all that
     * were seen, and by what is noted elsewhere; 0 if there was no promotion by us, and where nobody looks.
     */
    default long newestPromotion() {
        return 0;
    }

    /** All tablets, the primary among them. */
    List<Tablet> tablets();

    /**
     * The tablets whose lag matters: all but the primary, and but such as are known to replicate from nobody, as an old
     * primary does that came back.
     */
    default List<Tablet> replicas() {
        return tablets().stream()
                .filter(tablet -> tablet.type() != TabletType.PRIMARY)
                .toList();
    }

    /**
     * Those that take writes as a primary does, are not the primary, and have missed a promotion: former primaries that have
     * come back. None where nobody looks.
     */
    default List<Tablet> returned() {
        return List.of();
    }

    /** Those of the replicas that answered and replicated when they were looked at last; all where nobody looks. */
    default List<Tablet> running() {
        return replicas();
    }

    /**
     * Looks at all tablets now instead of at the next time. Blocks, for as long as a server may take to answer.
     *
     * @return whether another tablet is the primary now
     */
    default boolean refresh() {
        return false;
    }

    /** Tells the listener of changes from now on; one that never sees any has no use for it. */
    default void listen(PrimaryListener listener) {}
}
