package dev.palinode.engine.binlog;

import dev.palinode.engine.model.stream.Position;
import dev.palinode.engine.topo.ServerAddress;

/** A change source ended. */
public final class StreamFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean definite;

    private StreamFailure(boolean definite, String message, Throwable cause) {
        super(message, cause);
        this.definite = definite;
    }

    /** What will never succeed: the events cannot be read, or they are gone. */
    public static StreamFailure definite(String message) {
        return new StreamFailure(true, message, new IllegalStateException(message));
    }

    /** What will never succeed, with its cause. */
    public static StreamFailure definite(String message, Throwable cause) {
        return new StreamFailure(true, message, cause);
    }

    /**
     * What is gone for good.
     *
     * @param after where the stream began to read
     * @param cause how that became known, for people
     */
    public static StreamFailure purged(Position after, ServerAddress server, Throwable cause) {
        String known = String.valueOf(cause.getMessage());
        return definite(
                "the binlogs after " + after.encode() + " have been purged from " + server + ": " + known, cause);
    }

    /** What a new source at the same position may get past, such as a lost connection. */
    public static StreamFailure passing(String message, Throwable cause) {
        return new StreamFailure(false, message, cause);
    }

    /** Whether trying again from the same position is useless. */
    public boolean definite() {
        return definite;
    }
}
