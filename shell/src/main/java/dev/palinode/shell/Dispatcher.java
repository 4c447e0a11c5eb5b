package dev.palinode.shell;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.catalog.CommandRegistry;
import dev.palinode.shell.input.Statement;
import dev.palinode.shell.input.Statement.Ending;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.render.Style;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Does what was typed: a command by the shell, anything else by the server. Used by one thread. */
final class Dispatcher {
    /** What was done. */
    record Done(Next next, List<String> columns) {}

    private final CommandRegistry commands;

    Dispatcher(CommandRegistry commands) {
        this.commands = commands;
    }

    /** A reader that knows the commands. */
    StatementReader reader() {
        return new StatementReader(commands::isCommand);
    }

    /** The words that call commands, for completion. */
    List<String> names() {
        return commands.manuals().stream()
                .map(Manual::names)
                .flatMap(List::stream)
                .filter(name -> Character.isLetter(name.charAt(0)))
                .toList();
    }

    Done run(ShellContext context, Statement statement) throws SqlFailure, CommandFailure {
        if (statement.ending() == Ending.COMMAND) {
            return new Done(commands.run(context, statement.text()), List.of());
        }
        if (commands.takesStatement(statement.text())) {
            String vertical = statement.ending() == Ending.VERTICAL ? "\\G" : "";
            return new Done(commands.run(context, statement.text() + vertical), List.of());
        }
        Style style = statement.ending() == Ending.VERTICAL ? Style.VERTICAL : context.style();
        return new Done(Next.GO_ON, context.runner().run(statement.text(), style));
    }

    /** Runs a file up to its first failure. */
    void source(ShellContext context, Path file) throws SqlFailure, CommandFailure {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            run(context, lines);
        } catch (IOException e) {
            throw CommandFailure.usage(
                    "cannot read " + file + ": " + e.getClass().getSimpleName());
        }
    }

    /** Runs some lines up to the first failure. */
    void run(ShellContext context, BufferedReader lines) throws SqlFailure, CommandFailure, IOException {
        StatementReader reader = reader();
        Next next = Next.GO_ON;
        for (String line = lines.readLine(); line != null && next == Next.GO_ON; line = lines.readLine()) {
            reader.feed(line);
            for (Optional<Statement> s = reader.next(); s.isPresent() && next == Next.GO_ON; s = reader.next()) {
                next = run(context, s.get()).next();
            }
        }
        Optional<Statement> last = next == Next.GO_ON ? reader.end() : Optional.empty();
        if (last.isPresent()) {
            run(context, last.get());
        }
    }
}
