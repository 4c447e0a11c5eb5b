package dev.palinode.engine.topo.client;

import dev.palinode.engine.topo.Topology;

/**
 * A shard as users write it: {@code keyspace/shard}, or the keyspace alone for its only shard.
 *
 * @param keyspace its keyspace
 * @param shard its name
 */
public record ShardName(String keyspace, String shard) {
    /** The shard of a keyspace that is not sharded. */
    public static final String ONLY = Topology.UNSHARDED;

    /** Reads what a user has written. */
    public static ShardName parse(String text) {
        int slash = text.lastIndexOf('/');
        return slash < 0
                ? new ShardName(text, ONLY)
                : new ShardName(text.substring(0, slash), text.substring(slash + 1));
    }
}
