package dev.palinode.shell.tour;

import java.io.IOException;

/** The Palinode that the tour plays on: one whose process may be killed. Used by one thread. */
public interface Stage {
    /**
     * Lets Palinode run in a process of its own from now on, at the same address. Sessions are lost when it did not yet.
     *
     * @return the id of that process
     * @throws IOException when it does not start
     */
    long apart() throws IOException;

    /**
     * Starts that process again after it has died; returns when clients can connect.
     *
     * @return the id of the new one
     * @throws IOException when it does not start
     */
    long again() throws IOException;
}
