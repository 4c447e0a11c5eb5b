package dev.palinode.shell.input;

import dev.palinode.shell.input.tty.CtrlC;
import dev.palinode.shell.input.tty.SystemTerminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jline.reader.EndOfFileException;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/** A person at a terminal: reads statements, shows text, notices Ctrl-C. The door to JLine. Used by one thread. */
public final class LineInput implements AutoCloseable {
    private static final Pattern EDIT = Pattern.compile("\\s*(?:edit|\\\\e)[\\s;]*", Pattern.CASE_INSENSITIVE);

    private final Terminal terminal;
    private final Optional<CtrlC> signals;
    private final LineReader reader;
    private String prefilled = "";
    private String last = "";

    private LineInput(
            Terminal terminal,
            Optional<CtrlC> signals,
            Path history,
            StatementReader statements,
            Supplier<Vocabulary> names) {
        this.terminal = terminal;
        this.signals = signals;
        // Whenever nothing else is to be done at Ctrl-C, the process shall not end either.
        terminal.handle(Signal.INT, signal -> {});
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("palinode")
                .parser(new SqlParser(statements::fresh))
                .completer(new ContextCompleter(names))
                .history(new DiscreetHistory())
                .completionMatcher(new PrefixMatcher())
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P %M> ")
                .variable(LineReader.ERRORS, 0)
                .option(LineReader.Option.CASE_INSENSITIVE, true)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
        if (DiscreetHistory.prepare(history)) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        this.reader = builder.build();
    }

    /**
     * Takes over a terminal that is open already.
     *
     * @param terminal closed together with the result
     * @param history the file that keeps what was typed; not kept when it cannot be written
     * @param statements decides when statements are complete; only ever copied
     * @param names what can be completed besides SQL's own words; asked for at each Tab
     * @return the input
     */
    public static LineInput on(
            Terminal terminal, Path history, StatementReader statements, Supplier<Vocabulary> names) {
        return new LineInput(terminal, Optional.empty(), history, statements, names);
    }

    /**
     * Opens the terminal of this process.
     *
     * @param history the file that keeps what was typed; not kept when it cannot be written
     * @param statements decides when statements are complete; only ever copied
     * @param names what can be completed besides SQL's own words; asked for at each Tab
     * @return the open terminal
     */
    public static LineInput open(Path history, StatementReader statements, Supplier<Vocabulary> names) {
        try {
            SystemTerminal.Opened opened = SystemTerminal.open();
            return new LineInput(opened.terminal(), opened.signals(), history, statements, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads until the statements typed are complete.
     *
     * @param prompt shown before the first line; the lines after it get one of the same width
     * @return what was typed
     */
    public Typed read(String prompt) {
        try {
            String given = prefilled;
            prefilled = "";
            String line =
                    given.isEmpty() ? reader.readLine(prompt) : reader.readLine(prompt, null, (Character) null, given);
            last = line.isBlank() || EDIT.matcher(line).matches() ? last : line;
            return new Typed(Typed.Kind.LINES, line);
        } catch (UserInterruptException e) {
            return new Typed(Typed.Kind.INTERRUPT, e.getPartialLine());
        } catch (EndOfFileException e) {
            return new Typed(Typed.Kind.END, "");
        }
    }

    /**
     * Where text for the person goes.
     *
     * @return not flushed by itself
     */
    public PrintWriter writer() {
        return terminal.writer();
    }

    /**
     * Does something else than usual at Ctrl-C.
     *
     * @param action run on a thread of its own at each Ctrl-C
     * @return to be run when it no longer applies
     */
    public Runnable onInterrupt(Runnable action) {
        SignalHandler before = terminal.handle(Signal.INT, signal -> action.run());
        return () -> terminal.handle(Signal.INT, before);
    }

    /**
     * Tells whether lines can be drawn over.
     *
     * @return false for a terminal without a movable cursor
     */
    public boolean canRedraw() {
        return !terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    /**
     * Starts a part of the screen that is drawn over and over.
     *
     * @param onInterrupt told of each Ctrl-C, on a thread of its own
     * @return to be closed before anything else is read or shown
     */
    public LiveArea live(Runnable onInterrupt) {
        return new LiveArea(terminal, false, onInterrupt);
    }

    /**
     * Takes the whole window.
     *
     * @param onInterrupt told of each Ctrl-C, on a thread of its own
     * @return to be closed before anything else is read or shown
     */
    public LiveArea window(Runnable onInterrupt) {
        return new LiveArea(terminal, true, onInterrupt);
    }

    /**
     * How many cells a line has.
     *
     * @return 0 when that is not known
     */
    public int width() {
        return terminal.getWidth();
    }

    /** From now on what is typed is coloured. */
    public void colour() {
        if (reader instanceof LineReaderImpl plain) {
            plain.setHighlighter(new SqlHighlighter());
        }
    }

    /**
     * Asks a question; the answer is not kept in the history.
     *
     * @param question shown as it is
     * @return the first letter of the answer in lower case, a blank when there is none, q for Ctrl-C and Ctrl-D
     */
    public char ask(String question) {
        try {
            String answer = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .build()
                    .readLine(question)
                    .strip();
            return answer.isEmpty() ? ' ' : Character.toLowerCase(answer.charAt(0));
        } catch (UserInterruptException | EndOfFileException e) {
            return 'q';
        }
    }

    /**
     * Puts a text at the next prompt.
     *
     * @param text statements that can be changed before Enter sends them
     */
    public void prefill(String text) {
        prefilled = text;
    }

    /**
     * What was typed last, also where the history does not keep it; or else what the history has of another session.
     *
     * @return without the command that asks; empty when there is nothing
     */
    public String last() {
        if (!last.isEmpty()) {
            return last;
        }
        History history = reader.getHistory();
        for (int i = history.last(); i >= history.first() && history.size() > 0; i--) {
            String line = history.get(i);
            if (!EDIT.matcher(line).matches()) {
                return line;
            }
        }
        return "";
    }

    @Override
    public void close() {
        try {
            signals.ifPresent(CtrlC::close);
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
