package dev.palinode.engine.topo;

import java.util.List;

/** Who serves a keyspace. Safe for use by many threads; never blocks. */
public interface Topology {
    /** The keyspace, which is the name of the schema on the servers. */
    String keyspace();

    /** The shard; {@code 0} for a keyspace that is not sharded. */
    String shard();

    /** The tablet that takes writes, as last seen. */
    Tablet primary();

    /** All tablets, the primary among them. */
    List<Tablet> tablets();
}
