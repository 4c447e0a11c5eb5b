package dev.palinode.shell.command;

import dev.palinode.shell.client.SqlFailure;
import java.util.List;

/** Something the shell does itself; needs no delimiter. */
interface Command {
    /**
     * The words that call it.
     *
     * @return lower case; the first is the one that help shows
     */
    List<String> names();

    /**
     * What follows the name.
     *
     * @return such as {@code [uuid|state]}; empty when nothing does
     */
    String operands();

    /**
     * What it does.
     *
     * @return one line
     */
    String summary();

    /**
     * Tells whether a line that begins with one of the names means this command, and not a statement for the server.
     *
     * @param operand what follows the name, without blanks around it
     * @return true when {@link #run} can take it
     */
    boolean takes(String operand);

    /**
     * Does it.
     *
     * @param context what to work with
     * @param operand what follows the name
     * @return whether the shell goes on
     * @throws SqlFailure when the server refused something
     */
    Next run(ShellContext context, String operand) throws SqlFailure;
}
