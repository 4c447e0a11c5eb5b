package dev.palinode.shell.command;

import dev.palinode.shell.client.SqlFailure;
import java.util.Optional;

/** Something the shell does itself; needs no delimiter. */
public interface Command {
    /**
     * What it is called and what it does.
     *
     * @return always the same
     */
    Manual manual();

    /**
     * Tells whether a line that begins with one of the names means this command, and not a statement for the server.
     *
     * @param operand what follows the name, without blanks around it
     * @return true when {@link #run} is to have it, also to say what is wrong with it
     */
    default boolean takes(String operand) {
        return true;
    }

    /**
     * Tells whether what follows the name is a statement, which goes on to its delimiter and not to the end of the line.
     *
     * @return always the same; {@link #run} then gets the statement, with {@code \G} behind it if that ended it
     */
    default boolean wantsStatement() {
        return false;
    }

    /**
     * Tells whether what follows the name goes on to the end of the line, whatever delimiters are in it.
     *
     * @return always the same
     */
    default boolean wantsLine() {
        return false;
    }

    /**
     * Tells whether it is of no use without a connection.
     *
     * @return always the same
     */
    default boolean needsServer() {
        return manual().group() != Manual.Group.SHELL;
    }

    /**
     * What help says about something that this command knows more of than its own manual says.
     *
     * @param topic one word or more, as typed
     * @return empty when there is no such thing
     */
    default Optional<Manual> about(String topic) {
        return Optional.empty();
    }

    /**
     * Does it.
     *
     * @param context what to work with
     * @param operand what follows the name
     * @return whether the shell goes on
     * @throws SqlFailure when the server refused something
     * @throws CommandFailure when it was not done for another reason
     */
    Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure;
}
