package dev.palinode.proxy.intercept;

import dev.palinode.proxy.intercept.answer.Route;

/** Decides what happens with a statement whose first words say that it may be ours. Safe for many threads. */
public interface StatementRouter {
    /**
     * Decides about one statement; may change the session's state. Never blocks, never throws for bad input (a bad
     * statement of ours becomes an error reply).
     *
     * @param state the session
     * @param sql the text of the whole command, which may hold several statements when the client may send those
     */
    Route route(SessionState state, String sql);
}
