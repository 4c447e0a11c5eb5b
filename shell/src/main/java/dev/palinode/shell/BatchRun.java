package dev.palinode.shell;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.input.Statement;
import dev.palinode.shell.input.StatementReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.util.Optional;

/** Runs a script: no prompt, rows to the output, what went wrong to the other stream. Used by one thread. */
final class BatchRun {
    private final Dispatcher dispatcher;
    private final ShellContext context;
    private final PrintWriter errors;
    private final boolean force;
    private final BatchInterrupt interrupt;
    private ExitCode exit = ExitCode.DONE;

    /**
     * Prepares a run.
     *
     * @param dispatcher does what the script says
     * @param context the session and the output
     * @param errors where failures are reported
     * @param force go on after a statement that failed
     * @param interrupt is told when statements begin and end, and knows whether to go on
     */
    BatchRun(Dispatcher dispatcher, ShellContext context, PrintWriter errors, boolean force, BatchInterrupt interrupt) {
        this.dispatcher = dispatcher;
        this.context = context;
        this.errors = errors;
        this.force = force;
        this.interrupt = interrupt;
    }

    /** Runs a script to its end, or to its first failure; returns the code of the first failure, or that of Ctrl-C. */
    ExitCode run(Reader script) throws IOException {
        StatementReader reader = dispatcher.reader();
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
        return exit;
    }

    /** Returns whether to go on. */
    private boolean run(Statement statement) {
        interrupt.begins();
        boolean goOn = send(statement);
        if (interrupt.ended()) {
            exit = ExitCode.INTERRUPTED;
            return false;
        }
        return goOn;
    }

    private boolean send(Statement statement) {
        try {
            return dispatcher.run(context, statement).next() == Next.GO_ON
                    && !context.out().checkError();
        } catch (SqlFailure e) {
            return failed(ExitCode.FAILED, e.line(statement.line()));
        } catch (CommandFailure e) {
            return failed(e.exit(), e.line());
        }
    }

    private boolean failed(ExitCode code, String line) {
        exit = exit == ExitCode.DONE ? code : exit;
        context.out().flush();
        errors.println(line);
        errors.flush();
        return force && context.client().connected();
    }
}
