package dev.palinode.shell;

import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.FileTrouble;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.catalog.CommandRegistry;
import dev.palinode.shell.input.Statement;
import dev.palinode.shell.input.Statement.Ending;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.input.Vocabulary.Grammar;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.sql.SqlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Does what was typed: a command by the shell, anything else by the server. Used by one thread. */
final class Dispatcher {
    /** What was done. */
    record Done(Next next, List<String> columns) {}

    private final CommandRegistry commands;

    Dispatcher(CommandRegistry commands) {
        this.commands = commands;
    }

    /** Whether it is of no use without a connection. */
    boolean needsServer(Statement statement) {
        return statement.ending() != Ending.COMMAND || commands.needsServer(statement.text());
    }

    /** A reader that knows the commands. */
    StatementReader reader() {
        return new StatementReader(commands::isCommand, commands::wantsLine);
    }

    /** How commands are written, for completion. */
    Grammar grammar() {
        Map<String, String> words = new HashMap<>();
        for (Manual manual : commands.manuals()) {
            manual.names().stream()
                    .filter(name -> Character.isLetter(name.charAt(0)))
                    .forEach(name -> words.put(name, manual.operands()));
        }
        return new Grammar(words, CommandRegistry.administration());
    }

    Done run(ShellContext context, Statement statement) throws SqlFailure, CommandFailure {
        if (statement.ending() == Ending.COMMAND) {
            return new Done(commands.run(context, statement.text()), List.of());
        }
        String bare = SqlText.withoutLead(statement.text());
        if (commands.isCommand(bare)) {
            // Behind a remark, where whoever reads lines has not seen it: it asks before it does harm there, too.
            return new Done(commands.run(context, bare), List.of());
        }
        if (commands.takesStatement(bare)) {
            String vertical = statement.ending() == Ending.VERTICAL ? "\\G" : "";
            return new Done(commands.run(context, bare + vertical), List.of());
        }
        Style style = statement.ending() == Ending.VERTICAL ? Style.VERTICAL : context.style();
        return new Done(Next.GO_ON, context.runner().run(statement.text(), style));
    }

    /** Runs a file up to its first failure, or Ctrl-C. */
    void source(ShellContext context, Path file) throws SqlFailure, CommandFailure {
        try (ScriptLines lines = ScriptLines.of(file)) {
            run(context, lines, file.getFileName() + ":");
        } catch (IOException e) {
            throw FileTrouble.reading(file, e);
        }
    }

    /** Runs some lines up to the first failure, or Ctrl-C. */
    void type(ShellContext context, String text) throws SqlFailure, CommandFailure {
        try {
            run(context, ScriptLines.of(text), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run(ShellContext context, ScriptLines lines, String name)
            throws SqlFailure, CommandFailure, IOException {
        StatementReader reader = reader();
        Next next = Next.GO_ON;
        while (next == Next.GO_ON) {
            Optional<String> line = lines.next();
            if (line.isEmpty()) {
                break;
            }
            reader.feed(line.get());
            for (Optional<Statement> s = reader.next(); s.isPresent() && next == Next.GO_ON; s = reader.next()) {
                next = run(context, s.get(), name);
            }
        }
        Optional<Statement> last = next == Next.GO_ON ? reader.end() : Optional.empty();
        if (last.isPresent()) {
            run(context, last.get(), name);
        }
    }

    private Next run(ShellContext context, Statement statement, String name) throws SqlFailure, CommandFailure {
        if (context.interruption().asked()) {
            String where = name.isEmpty() ? "" : " from " + name + statement.line() + " on";
            throw new CommandFailure(ExitCode.INTERRUPTED, "interrupted: the rest" + where + " was not run");
        }
        try {
            return run(context, statement).next();
        } catch (SqlFailure e) {
            throw name.isEmpty() ? e : e.at(name + statement.line());
        }
    }
}
