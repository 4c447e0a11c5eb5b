package dev.palinode.proxy.session.backend;

import dev.palinode.proxy.wire.reply.ErrPacket;

/** A backend could not be reached, or refused the log-in; carries what the client is told. */
public final class BackendException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrPacket error;

    BackendException(ErrPacket error) {
        super(error.message());
        this.error = error;
    }

    /** What the client is told. */
    public ErrPacket error() {
        return error;
    }
}
