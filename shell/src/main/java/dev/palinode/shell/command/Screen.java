package dev.palinode.shell.command;

import java.util.List;

/** A part of the terminal that is drawn over and over until the user has seen enough. */
public interface Screen extends AutoCloseable {
    /** No key was pressed. */
    char NO_KEY = 0;

    /** The user asked to leave: q, Ctrl-C, Ctrl-D, or the terminal is gone. */
    char LEAVE = 'q';

    /** The arrow up. */
    char UP = '\u2191';

    /** The arrow down. */
    char DOWN = '\u2193';

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
     * Waits for a key.
     *
     * @param millis how long at most; a change of the window's size ends it early
     * @return the key in lower case, an arrow, {@link #LEAVE} or {@link #NO_KEY}; q answers a question, and does not leave then
     */
    char key(long millis);

    /** Gives the terminal back. */
    @Override
    void close();
}
