package dev.palinode.shell.command;

/**
 * Whether Ctrl-C was pressed since the typed lines that run, or the script, were begun: nothing behind the running
 * statement is run then. Safe for many threads.
 */
public final class Interruption {
    private volatile boolean asked;
    private volatile boolean lent;

    /** Nothing was pressed yet. */
    public Interruption() {}

    /** Something new begins: what was pressed before does not count. */
    public void begin() {
        asked = false;
    }

    /** Ctrl-C was pressed. */
    public void ask() {
        asked = true;
    }

    /**
     * Tells whether Ctrl-C was pressed.
     *
     * @return true until something new begins
     */
    public boolean asked() {
        return asked;
    }

    /**
     * Waits for a program that has the terminal meanwhile: a Ctrl-C is for that, and not for the statement.
     *
     * @param program an editor, a pager, anything
     * @return its exit status
     * @throws InterruptedException when the thread is to stop waiting
     */
    public int lendTo(Process program) throws InterruptedException {
        lent = true;
        try {
            return program.waitFor();
        } finally {
            lent = false;
        }
    }

    /**
     * Tells whether another program has the terminal.
     *
     * @return true while {@link #lendTo} waits
     */
    public boolean lent() {
        return lent;
    }
}
