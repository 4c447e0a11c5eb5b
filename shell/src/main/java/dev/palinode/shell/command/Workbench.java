package dev.palinode.shell.command;

import dev.palinode.shell.client.SqlFailure;
import java.nio.file.Path;
import java.util.Optional;

/** What lies around a session: files, the editor, the pager, the system's own shell. */
public interface Workbench {
    /**
     * Runs a script as if it were typed.
     *
     * @param file to read
     * @throws SqlFailure at the first statement that fails
     * @throws CommandFailure at the first command that fails, or when the file cannot be read
     */
    void source(Path file) throws SqlFailure, CommandFailure;

    /**
     * Runs statements and commands as if they were typed.
     *
     * @param text some lines
     * @throws SqlFailure at the first statement that fails
     * @throws CommandFailure at the first command that fails
     */
    void type(String text) throws SqlFailure, CommandFailure;

    /**
     * Copies all results into a file, too, behind what is there.
     *
     * @param file which; empty to stop that
     * @throws CommandFailure when it cannot be written
     */
    void tee(Optional<Path> file) throws CommandFailure;

    /**
     * Shows results through a program.
     *
     * @param command of the system's shell; empty to stop that
     * @throws CommandFailure when there is no terminal
     */
    void pager(Optional<String> command) throws CommandFailure;

    /**
     * Runs a program and waits for its end.
     *
     * @param command of the system's shell
     * @throws CommandFailure when it ends with another status than 0
     */
    void system(String command) throws CommandFailure;

    /**
     * Opens the last statement in the editor; what is saved stands at the next prompt, to be sent by Enter.
     *
     * @throws CommandFailure when there is no terminal, or the editor fails
     */
    void edit() throws CommandFailure;
}
