package dev.palinode.proxy.listen;

/** Key or certificate cannot be used; the message is one sentence and names the file. */
public final class TlsFault extends Exception {
    private static final long serialVersionUID = 1L;

    TlsFault(String message, Throwable cause) {
        super(message, cause);
    }
}
