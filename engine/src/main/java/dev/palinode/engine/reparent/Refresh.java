package dev.palinode.engine.reparent;

/** Tells the topology that there is something new to see. */
final class Refresh {
    private Refresh() {}

    /** A topology that cannot look now will later: the servers have changed all the same. */
    static void now(ShardAccess shard, Events events) {
        try {
            shard.refresh().run();
        } catch (RuntimeException e) {
            events.warn("the topology could not be looked at: " + e.getMessage());
        }
    }
}
