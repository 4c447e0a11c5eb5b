package dev.palinode.proxy.wire;

/** Bytes that cannot be a packet of the kind expected. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }
}
