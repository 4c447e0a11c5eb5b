package dev.palinode.shell.command;

import dev.palinode.shell.render.text.Visible;
import java.util.Objects;

/** A command that did not do what it was asked to, for a reason that the shell itself has. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ExitCode exit;

    /**
     * A failure.
     *
     * @param exit what a script ends with
     * @param message what failed, why, and what to do next; one sentence or more, for a person
     */
    public CommandFailure(ExitCode exit, String message) {
        super(Objects.requireNonNull(message, "message"));
        this.exit = Objects.requireNonNull(exit, "exit");
    }

    /**
     * A command that was not written as it should be.
     *
     * @param message what is wrong
     * @return a failure with the code for wrong use
     */
    public static CommandFailure usage(String message) {
        return new CommandFailure(ExitCode.USAGE, message);
    }

    /**
     * What a script ends with.
     *
     * @return its code
     */
    public ExitCode exit() {
        return exit;
    }

    /**
     * One line for a person.
     *
     * @return the message behind the word that errors of the server begin with, too; alone where it is the answer that
     *     was asked for
     */
    public String line() {
        String message = Visible.text(Objects.requireNonNullElse(getMessage(), ""));
        return exit == ExitCode.CHANGES_PENDING ? message : "ERROR: " + message;
    }
}
