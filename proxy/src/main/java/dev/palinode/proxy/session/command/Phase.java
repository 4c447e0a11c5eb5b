package dev.palinode.proxy.session.command;

import java.util.OptionalInt;

/** What a session is about. */
public interface Phase {
    /** There may be frames to take from the input. */
    void received();

    /** Whether bytes from the client have to wait. */
    boolean holdsInput();

    /** Whether the session could be closed without cutting a command off. */
    default boolean isIdle() {
        return true;
    }

    /** Whether a transaction would be rolled back if it was closed. */
    default boolean isInTransaction() {
        return false;
    }

    /** How many prepared statements the client has. */
    default int preparedStatements() {
        return 0;
    }

    /** Whether the client has not logged in yet. */
    default boolean isLogin() {
        return false;
    }

    /** The sequence id that a packet to the client would have now. */
    int nextSequence();

    /** The sequence id that an error would have now as the last packet; empty in the middle of another packet. */
    OptionalInt errorSequence();
}
