package dev.palinode.engine.topo;

import java.time.Duration;
import java.util.List;

/** Holds the client traffic of a whole shard while its primary changes. Safe for many threads. */
public interface ShardGate {
    /** Nobody's traffic: for an engine without a proxy. */
    ShardGate NONE = budget -> new Hold() {
        @Override
        public List<String> blockers() {
            return List.of();
        }

        @Override
        public void close() {}
    };

    /**
     * Lets no new transaction begin, and waits until those that are open have ended.
     *
     * @param budget how long to wait for them; who has not ended then is named by {@link Hold#blockers}
     */
    Hold hold(Duration budget) throws InterruptedException;

    /** A gate that is closed; closing this opens the gate, and those who wait go to the primary of that moment. */
    interface Hold extends AutoCloseable {
        /** The transactions that have not ended in time, for people; empty if all have. */
        List<String> blockers();

        @Override
        void close();
    }
}
