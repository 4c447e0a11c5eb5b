package dev.palinode.shell.command;

/** How a run of the shell ends, for scripts; the numbers are part of its interface. */
public enum ExitCode {
    /** Everything worked. */
    DONE(0),
    /** A statement or a command failed. */
    FAILED(1),
    /** Wrong use of the command line or of a command. */
    USAGE(2),
    /** No connection, or the server did not let the account in. */
    UNREACHABLE(3),
    /** A migration that was waited for has failed or was cancelled. */
    MIGRATION_FAILED(4),
    /** What was waited for has not come in time; the migration runs on. */
    TIMED_OUT(5),
    /** Asked whether there is anything to change: there is. */
    CHANGES_PENDING(6),
    /** Not done, because it may destroy something and nobody has confirmed it. */
    REFUSED(7),
    /** Stopped by Ctrl-C. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /**
     * The number for the system.
     *
     * @return 0 to 7, or 130
     */
    public int number() {
        return number;
    }
}
