package dev.palinode.engine.preflight;

/** The servers are not as they must be; the message is for the person who starts us, and may have several lines. */
public final class SetupFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SetupFault(String message) {
        super(message);
    }

    SetupFault(String message, Throwable cause) {
        super(message, cause);
    }
}
