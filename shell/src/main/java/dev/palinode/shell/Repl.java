package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Interruption;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.input.LineInput;
import dev.palinode.shell.input.Statement;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.input.Typed;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.render.text.Width;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Reads, sends, prints, again, until the user leaves. No statement's failure ends it. Used by one thread. */
final class Repl {
    private static final List<String> MIGRATION_ANSWER = List.of("uuid");
    private static final String NOT_CONNECTED = "Not connected; the next statement tries again.";

    private final LineInput input;
    private final StatementReader reader;
    private final Dispatcher dispatcher;
    private final ShellContext context;
    private final SqlClient client;
    private final PrintWriter out;
    private final Interruption interruption;
    private volatile Optional<Interrupter> running = Optional.empty();
    private boolean hinted;

    /**
     * Prepares the loop.
     *
     * @param input the terminal
     * @param reader the one that {@code input} asks whether statements are complete
     * @param dispatcher does what is typed
     * @param context the session and the output
     */
    Repl(LineInput input, StatementReader reader, Dispatcher dispatcher, ShellContext context) {
        this.input = input;
        this.reader = reader;
        this.dispatcher = dispatcher;
        this.context = context;
        this.client = context.client();
        this.out = context.notes();
        this.interruption = context.interruption();
    }

    /** Runs until the user leaves. */
    void run() {
        Next next = Next.GO_ON;
        lookAround();
        while (next == Next.GO_ON) {
            Typed typed = input.read(prompt());
            next = switch (typed.kind()) {
                case LINES -> runAll(typed.text());
                case INTERRUPT -> interrupted(typed.text());
                case END -> Next.LEAVE;
            };
            out.flush();
        }
        out.println("Bye");
        out.flush();
    }

    private String prompt() {
        String mark = client.connected() ? client.inTransaction() ? " (in transaction)" : "" : " (not connected)";
        return "palinode " + client.target() + mark + "> ";
    }

    private void lookAround() {
        interruption.begin();
        Runnable restore = input.onInterrupt(this::stop);
        try {
            refresh();
        } catch (SqlFailure e) {
            reconnectAfter(e);
        } finally {
            restore.run();
        }
    }

    private void refresh() throws SqlFailure {
        Interrupter interrupter = new Interrupter(client, this::refused, this::unheard);
        running = Optional.of(interrupter);
        try {
            client.refreshDatabase();
        } finally {
            settle(interrupter);
        }
    }

    /** Until then one more Ctrl-C still finds what it can cut. */
    private void settle(Interrupter interrupter) {
        interrupter.settle();
        running = Optional.empty();
    }

    private Next interrupted(String given) {
        if (given.isBlank()) {
            out.println("(type exit or press Ctrl-D to leave)");
        }
        return Next.GO_ON;
    }

    private Next runAll(String text) {
        interruption.begin();
        Runnable restore = input.onInterrupt(this::stop);
        try {
            return send(text);
        } finally {
            restore.run();
        }
    }

    /** At Ctrl-C while something runs, on a thread of its own. */
    private void stop() {
        if (interruption.lent()) {
            return;
        }
        interruption.ask();
        // The terminal has just echoed ^C.
        out.println();
        out.flush();
        running.ifPresent(Interrupter::interrupt);
    }

    private Next send(String text) {
        reader.feed(text);
        Next next = Next.GO_ON;
        boolean worked = true;
        Optional<Statement> statement = reader.next();
        while (statement.isPresent() && worked && next == Next.GO_ON && !interruption.asked()) {
            try {
                next = run(statement.get());
                worked = next == Next.LEAVE || kept();
            } catch (SqlFailure e) {
                worked = false;
                say(Visible.text(e.line()));
                reconnectAfter(e);
            } catch (CommandFailure e) {
                worked = false;
                say(e.line());
            } catch (RuntimeException | StackOverflowError e) {
                // A fault of the shell's own: whoever sits here keeps the session.
                worked = false;
                say("ERROR: this is a fault of the shell, please report it: " + Visible.text(e.toString()));
            }
            statement = reader.next();
        }
        dropRest(statement, worked && !interruption.asked());
        return next;
    }

    /** What stands behind a watch that has outlived the session may need what went with it. */
    private boolean kept() {
        if (client.connected()) {
            return true;
        }
        say("The session was lost meanwhile.");
        reconnectAfter(SqlFailure.disconnected());
        return false;
    }

    private void dropRest(Optional<Statement> rest, boolean silently) {
        int dropped = 0;
        for (Optional<Statement> s = rest; s.isPresent(); s = reader.next()) {
            dropped++;
        }
        reader.clear();
        if (dropped > 0 && !silently) {
            out.println("(" + dropped + (dropped == 1 ? " statement" : " statements") + " behind it not run)");
        }
    }

    private Next run(Statement statement) throws SqlFailure, CommandFailure {
        if (!client.connected() && dispatcher.needsServer(statement)) {
            reconnect();
            if (interruption.asked()) {
                throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted: the statement was not run");
            }
        }
        Interrupter interrupter = new Interrupter(client, this::refused, this::unheard);
        running = Optional.of(interrupter);
        try {
            Dispatcher.Done done = dispatcher.run(context, statement);
            hint(done.columns());
            return done.next();
        } finally {
            settle(interrupter);
        }
    }

    private void refused(SqlFailure refusal) {
        out.println("The server cannot be asked to stop it: " + Visible.text(refusal.line()));
        out.println("(Ctrl-C once more cuts the connection)");
        out.flush();
    }

    private void unheard() {
        out.println("(not stopped yet; Ctrl-C once more cuts the connection)");
        out.flush();
    }

    private void hint(List<String> columns) {
        if (!hinted && columns.equals(MIGRATION_ANSWER)) {
            hinted = true;
            out.println("The migration runs in the background; type migrations to watch it.");
        }
    }

    private void reconnectAfter(SqlFailure failure) {
        if (!failure.connectionLost()) {
            return;
        }
        if (interruption.asked() && failure.unreachable()) {
            // It was the new connection that was given up.
            out.println(NOT_CONNECTED);
            return;
        }
        // A Ctrl-C that has cut the connection is not meant for the next one.
        interruption.begin();
        try {
            reconnect();
        } catch (SqlFailure e) {
            say(Visible.text(e.line()));
            out.println(NOT_CONNECTED);
        }
    }

    /** Broken between words where the window is too narrow for it. */
    private void say(String text) {
        Width.fold(text, context.output().layout().get().width() - 1, "    ").forEach(out::println);
    }

    private void reconnect() throws SqlFailure {
        out.println("Connecting again (Ctrl-C gives up)…");
        // The answer may be long in coming, or never come.
        out.flush();
        client.reconnect(interruption::asked);
        refresh();
        say("Connected again, as connection " + client.threadId()
                + ". The session is new: its variables have their defaults, an open transaction was rolled back.");
    }
}
