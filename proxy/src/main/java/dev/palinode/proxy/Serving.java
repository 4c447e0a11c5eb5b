package dev.palinode.proxy;

import dev.palinode.engine.topo.ServerAddress;

/** A proxy that takes clients, and the engine behind it. */
public interface Serving extends AutoCloseable {
    /** Where clients connect. */
    ServerAddress address();

    /** Takes no more clients, ends the sessions, stops driving migrations; the next proxy continues them. Idempotent. */
    @Override
    void close();
}
