package dev.palinode.shell.sql;

import java.io.PrintWriter;

/** A place for results. */
public interface Sink {
    /**
     * Where text goes now.
     *
     * @return the same one until {@link #end}
     */
    PrintWriter writer();

    /**
     * Where it is said how a statement went: in front of whoever reads the results, but in no copy of them.
     *
     * @return another one than {@link #writer} only where results are copied
     */
    default PrintWriter aside() {
        return writer();
    }

    /** The results of a statement are about to come; a pager may be started. */
    default void begin() {}

    /** They have come; returns when the person has left the pager. */
    default void end() {}
}
