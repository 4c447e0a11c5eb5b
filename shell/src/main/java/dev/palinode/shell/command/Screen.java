package dev.palinode.shell.command;

import java.util.List;

/** A part of the terminal that is drawn over and over until the user has seen enough. */
public interface Screen extends AutoCloseable {
    /**
     * How wide it is now.
     *
     * @return cells in a line
     */
    int width();

    /**
     * How high it is now.
     *
     * @return lines
     */
    int height();

    /**
     * Replaces what was drawn before.
     *
     * @param lines each narrower than {@link #width()}
     */
    void draw(List<String> lines);

    /**
     * Waits.
     *
     * @param millis how long at most
     * @return true when the user asked to leave
     */
    boolean waitForLeave(long millis);

    /** Gives the terminal back; what was drawn last stays. */
    @Override
    void close();
}
