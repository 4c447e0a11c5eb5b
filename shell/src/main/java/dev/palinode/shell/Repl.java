package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandRegistry;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.input.LineInput;
import dev.palinode.shell.input.Statement;
import dev.palinode.shell.input.Statement.Ending;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.input.Typed;
import dev.palinode.shell.render.Style;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Reads, sends, prints, again, until the user leaves. No statement's failure ends it. Used by one thread. */
final class Repl {
    private static final List<String> MIGRATION_ANSWER = List.of("uuid");

    private final LineInput input;
    private final StatementReader reader;
    private final CommandRegistry commands;
    private final ShellContext context;
    private final SqlClient client;
    private final PrintWriter out;
    private boolean hinted;

    /**
     * Prepares the loop.
     *
     * @param input the terminal
     * @param reader the one that {@code input} asks whether statements are complete
     * @param commands what the shell does itself
     * @param context the session and the output
     */
    Repl(LineInput input, StatementReader reader, CommandRegistry commands, ShellContext context) {
        this.input = input;
        this.reader = reader;
        this.commands = commands;
        this.context = context;
        this.client = context.client();
        this.out = context.out();
    }

    /** Runs until the user leaves. */
    void run() {
        Next next = Next.GO_ON;
        while (next == Next.GO_ON) {
            Typed typed = input.read("palinode " + client.database().orElse("(none)") + "> ");
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

    private Next interrupted(String given) {
        if (given.isBlank()) {
            out.println("(type exit or press Ctrl-D to leave)");
        }
        return Next.GO_ON;
    }

    private Next runAll(String text) {
        reader.feed(text);
        Next next = Next.GO_ON;
        boolean worked = true;
        Optional<Statement> statement = reader.next();
        while (statement.isPresent() && worked && next == Next.GO_ON) {
            try {
                next = run(statement.get());
            } catch (SqlFailure e) {
                worked = false;
                out.println(e.line());
                reconnectAfter(e);
            }
            statement = reader.next();
        }
        dropRest(statement, worked);
        return next;
    }

    private void dropRest(Optional<Statement> rest, boolean worked) {
        int dropped = 0;
        for (Optional<Statement> s = rest; s.isPresent(); s = reader.next()) {
            dropped++;
        }
        reader.clear();
        if (dropped > 0 && !worked) {
            out.println("(" + dropped + (dropped == 1 ? " statement" : " statements") + " behind it not run)");
        }
    }

    private Next run(Statement statement) throws SqlFailure {
        if (statement.ending() != Ending.COMMAND && !client.connected()) {
            reconnect();
        }
        Interrupter interrupter = new Interrupter(client);
        Runnable restore = input.onInterrupt(() -> {
            // The terminal has just echoed ^C.
            out.println();
            interrupter.interrupt();
        });
        try {
            if (statement.ending() == Ending.COMMAND) {
                return commands.run(context, statement.text());
            }
            Style style = statement.ending() == Ending.VERTICAL ? Style.VERTICAL : context.style();
            hint(context.runner().run(statement.text(), style));
            return Next.GO_ON;
        } finally {
            restore.run();
            interrupter.settle();
        }
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
        try {
            reconnect();
        } catch (SqlFailure e) {
            out.println(e.line());
            out.println("Not connected; the next statement tries again.");
        }
    }

    private void reconnect() throws SqlFailure {
        client.reconnect();
        out.println("Connected again, as connection " + client.threadId()
                + ". The session is new: its variables have their defaults, an open transaction was rolled back.");
    }
}
