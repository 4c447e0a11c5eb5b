package dev.palinode.engine.topo.store;

import java.util.Objects;

/** What a topology store, or its contents, do not allow. The message is for people. */
public final class TopoFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** What is wrong. */
    public enum Kind {
        /** There is something at the path already. */
        EXISTS,
        /** There is nothing at the path. */
        MISSING,
        /** Somebody else has changed it since it was read. */
        CHANGED,
        /** Somebody else has the lock. */
        BUSY,
        /** The store cannot be reached, or does not let us in; nothing is known of what was asked. */
        AWAY,
        /** What is stored, or shall be, makes no sense. */
        INVALID
    }

    /** With a message for people. */
    public TopoFault(Kind kind, String message) {
        super(message);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** With what caused it. */
    public TopoFault(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** What is wrong. */
    public Kind kind() {
        return kind;
    }

    /** There is something at the path already. */
    public static TopoFault exists(String path) {
        return new TopoFault(Kind.EXISTS, path + " exists already");
    }

    /** There is nothing at the path. */
    public static TopoFault missing(String path) {
        return new TopoFault(Kind.MISSING, "there is no " + path);
    }

    /** Somebody else was faster. */
    public static TopoFault changed(String path) {
        return new TopoFault(Kind.CHANGED, path + " has been changed by somebody else meanwhile");
    }

    /** Something is not as it must be. */
    public static TopoFault invalid(String message) {
        return new TopoFault(Kind.INVALID, message);
    }
}
