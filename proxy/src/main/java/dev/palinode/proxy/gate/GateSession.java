package dev.palinode.proxy.gate;

/**
 * One session's side of the {@link TableGate}. Methods are called on the session's event loop, in the order of its
 * commands, and never block.
 */
public interface GateSession {
    /**
     * A command is about to be sent to the backend.
     *
     * @param touched the {@link IdentifierFilter} of its text
     * @param go runs on the session's event loop, when the command has to wait, as soon as it may be sent
     * @param refuse runs on the event loop instead of {@code go} when the wait took too long or too many wait
     * @return true when the command may be sent now; then neither callback is ever run
     */
    boolean enter(long touched, Runnable go, Runnable refuse);

    /**
     * The command's answer has been read to its end.
     *
     * @param inTransaction the server's status flag SERVER_STATUS_IN_TRANS
     */
    void left(boolean inTransaction);

    /** The session is gone; a waiting command is dropped without a callback. */
    void close();
}
