package dev.palinode.shell.command;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.sql.Output;
import dev.palinode.shell.sql.SqlRows;
import dev.palinode.shell.sql.StatementRunner;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;

/**
 * What commands work with.
 *
 * @param client the session on the server
 * @param runner runs SQL and prints what comes back
 * @param output where results go, and how they look
 * @param notes where everything else goes that the shell says
 * @param screens the live parts of the terminal; empty where nothing can be drawn over
 * @param dialog who can be asked; empty without a terminal
 * @param consent what {@code --yes} has said in advance
 * @param bench files, the editor, the pager
 * @param interruption whether Ctrl-C was pressed since the lines that run were begun
 */
public record ShellContext(
        SqlClient client,
        StatementRunner runner,
        Output output,
        PrintWriter notes,
        Optional<Screens> screens,
        Optional<Dialog> dialog,
        Consent consent,
        Workbench bench,
        Interruption interruption) {

    /** What is done about commands that may destroy something. */
    public enum Consent {
        /** The person is asked; without one they are refused. */
        ASK,
        /** All of them are confirmed. */
        GIVEN
    }

    public ShellContext {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(runner, "runner");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(notes, "notes");
        Objects.requireNonNull(screens, "screens");
        Objects.requireNonNull(dialog, "dialog");
        Objects.requireNonNull(consent, "consent");
        Objects.requireNonNull(bench, "bench");
        Objects.requireNonNull(interruption, "interruption");
    }

    /**
     * Asks the server, and shows the statement when that was asked for.
     *
     * @param sql without a delimiter
     * @return all rows
     * @throws SqlFailure when it was refused, or the connection is lost
     */
    public SqlRows ask(String sql) throws SqlFailure {
        runner.echo(sql);
        return SqlRows.read(client, sql);
    }

    /**
     * Where results go.
     *
     * @return the same as the output's own
     */
    public PrintWriter out() {
        return output.writer();
    }

    /**
     * How results look.
     *
     * @return the style of the output
     */
    public Style style() {
        return output.style();
    }

    /**
     * Lets a dangerous thing pass only when it is wanted.
     *
     * @param what would be done and what would be lost, a sentence
     * @param yes true when the command itself was given {@code --yes}
     * @throws CommandFailure when it is not wanted, or nobody can be asked
     */
    public void confirm(String what, boolean yes) throws CommandFailure {
        if (yes || consent == Consent.GIVEN) {
            return;
        }
        Dialog person = dialog.orElseThrow(() -> new CommandFailure(
                ExitCode.REFUSED, what + " Nobody can be asked here: nothing was done; --yes confirms it."));
        if (!person.confirm(what + " Do it? [y/N] ")) {
            throw new CommandFailure(ExitCode.REFUSED, "not confirmed; nothing was done");
        }
    }
}
