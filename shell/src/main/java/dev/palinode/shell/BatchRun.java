package dev.palinode.shell;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.input.Statement;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.render.text.Visible;
import java.io.IOException;
import java.io.PrintWriter;
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
    ExitCode run(ScriptLines script) throws IOException {
        StatementReader reader = dispatcher.reader();
        // Behind the end of the script, as exit or a failure may be, no line is waited for.
        for (Optional<String> line = script.next(); line.isPresent(); line = script.next()) {
            reader.feed(line.get());
            for (Optional<Statement> next = reader.next(); next.isPresent(); next = reader.next()) {
                if (!run(next.get())) {
                    return exit;
                }
            }
        }
        reader.end().ifPresent(this::run);
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
        boolean connected = context.client().connected();
        try {
            return dispatcher.run(context, statement).next() == Next.GO_ON
                    && !context.out().checkError();
        } catch (SqlFailure e) {
            return failed(connected ? ExitCode.FAILED : ExitCode.UNREACHABLE, e.line(statement.line()));
        } catch (CommandFailure e) {
            return failed(e.exit(), e.line());
        }
    }

    private boolean failed(ExitCode code, String line) {
        exit = exit == ExitCode.DONE ? code : exit;
        context.out().flush();
        errors.println(Visible.text(line));
        errors.flush();
        return force && context.client().connected();
    }
}
