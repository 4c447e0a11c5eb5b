package dev.palinode.proxy.session;

import dev.palinode.proxy.gate.GateSession;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Opens the gate's side of each session. Safe for many threads; never blocks. */
@FunctionalInterface
public interface GateFactory {
    /**
     * A session begins.
     *
     * @param loop the session's event loop, on which the gate is called and must call back
     * @param describe how the session is named to people; called on other threads
     */
    GateSession open(Executor loop, Supplier<String> describe);
}
