package dev.palinode.proxy.gate;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Opens the gate's side of each session. Safe for many threads; never blocks. */
@FunctionalInterface
public interface GateFactory {
    /**
     * A session begins.
     *
     * @param loop the session's event loop, on which the gate is called and must call back
     */
    GateSession open(Executor loop);

    /**
     * A session begins that can be named to people, for a gate that tells who holds it up.
     *
     * @param describe names the session; may be called on any thread
     */
    default GateSession open(Executor loop, Supplier<String> describe) {
        return open(loop);
    }
}
