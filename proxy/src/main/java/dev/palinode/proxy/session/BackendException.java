package dev.palinode.proxy.session;

import dev.palinode.proxy.wire.ErrPacket;

/** A backend could not be reached, or refused the log-in; carries what the client is told. */
final class BackendException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrPacket error;

    BackendException(ErrPacket error) {
        super(error.message());
        this.error = error;
    }

    ErrPacket error() {
        return error;
    }
}
