package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandRegistry;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.input.Statement;
import dev.palinode.shell.input.Statement.Ending;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.render.Style;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.util.Optional;

/** Runs a script: no prompt, rows to the output, what went wrong to the other stream. Used by one thread. */
final class BatchRun {
    private final CommandRegistry commands;
    private final ShellContext context;
    private final PrintWriter errors;
    private final boolean force;
    private boolean failed;

    /**
     * Prepares a run.
     *
     * @param commands what the shell does itself
     * @param context the session and the output
     * @param errors where failures are reported
     * @param force go on after a statement that failed
     */
    BatchRun(CommandRegistry commands, ShellContext context, PrintWriter errors, boolean force) {
        this.commands = commands;
        this.context = context;
        this.errors = errors;
        this.force = force;
    }

    /** Runs a script to its end, or to its first failure; returns 0, or 1 when something failed. */
    int run(Reader script) throws IOException {
        StatementReader reader = new StatementReader(commands::isCommand);
        BufferedReader lines = new BufferedReader(script);
        boolean goOn = true;
        for (String line = lines.readLine(); goOn && line != null; line = lines.readLine()) {
            reader.feed(line);
            Optional<Statement> next = reader.next();
            while (goOn && next.isPresent()) {
                goOn = run(next.get());
                next = reader.next();
            }
        }
        Optional<Statement> last = goOn ? reader.end() : Optional.empty();
        last.ifPresent(this::run);
        return failed ? 1 : 0;
    }

    /** Returns whether to go on. */
    private boolean run(Statement statement) {
        try {
            if (statement.ending() == Ending.COMMAND) {
                return commands.run(context, statement.text()) == Next.GO_ON;
            }
            Style style = statement.ending() == Ending.VERTICAL ? Style.VERTICAL : context.style();
            context.runner().run(statement.text(), style);
            return !context.out().checkError();
        } catch (SqlFailure e) {
            failed = true;
            context.out().flush();
            errors.println(e.line(statement.line()));
            errors.flush();
            SqlClient client = context.client();
            return force && client.connected();
        }
    }
}
