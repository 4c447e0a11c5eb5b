package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Dialog;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.FileTrouble;
import dev.palinode.shell.command.Interruption;
import dev.palinode.shell.command.Screens;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.ShellContext.Consent;
import dev.palinode.shell.command.catalog.CommandRegistry;
import dev.palinode.shell.input.LineInput;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.input.tty.CtrlC;
import dev.palinode.shell.input.tty.PasswordPrompt;
import dev.palinode.shell.input.tty.Terminals;
import dev.palinode.shell.privilege.GrantRules;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.sql.Output;
import dev.palinode.shell.sql.StatementRunner;
import dev.palinode.shell.sql.StatementRunner.Audience;
import dev.palinode.shell.tour.Stage;
import dev.palinode.shell.tour.TourCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The SQL shell on the terminal and the standard streams of this process. */
public final class Shell {
    private final ShellOptions options;
    private final Dispatcher dispatcher;
    private final Interruption interruption = new Interruption();
    private final InstantSource clock = InstantSource.system();

    private Shell(ShellOptions options, GrantRules rules, Optional<Stage> stage) {
        this.options = options;
        this.dispatcher = new Dispatcher(CommandRegistry.with(rules, List.of(new TourCommand(stage))));
    }

    /**
     * Connects, and serves a person when there is one: statements to execute or a standard input that is no terminal are
     * run as a script instead. Returns when the user leaves or the script ends.
     *
     * @param options what to do
     * @param rules which privileges Palinode's account needs
     * @return the exit code: 0, 1 when a statement of a script failed, 3 when there is no connection, or what a command
     *     of a script says
     */
    public static int run(ShellOptions options, GrantRules rules) {
        return new Shell(options, rules, Optional.empty()).run().number();
    }

    /**
     * The same on a demo.
     *
     * @param options what to do
     * @param rules which privileges Palinode's account needs
     * @param stage for the tour
     * @return the exit code
     */
    public static int run(ShellOptions options, GrantRules rules, Stage stage) {
        return new Shell(options, rules, Optional.of(stage)).run().number();
    }

    /**
     * Asks for a password without showing what is typed.
     *
     * @return empty when there is no terminal to ask on
     */
    public static Optional<String> askPassword() {
        return PasswordPrompt.ask();
    }

    private ExitCode run() {
        PrintWriter errors = utf8(System.err);
        try (SqlClient client = SqlClient.connect(options.connect())) {
            boolean person = !options.script().given() && Terminals.inputIsTerminal() && Terminals.outputIsTerminal();
            return person ? interact(client) : batch(client, errors);
        } catch (SqlFailure e) {
            errors.println(Visible.text(e.line()));
            return ExitCode.UNREACHABLE;
        } catch (IOException e) {
            String file = options.script().file().map(path -> " " + path).orElse("");
            errors.println("palinode: cannot read the script" + file + ": " + FileTrouble.reason(e));
            return ExitCode.USAGE;
        } finally {
            errors.flush();
        }
    }

    private ExitCode batch(SqlClient client, PrintWriter errors) throws IOException {
        boolean terminal = Terminals.outputIsTerminal();
        Style style = options.style().orElse(terminal ? Style.TABLE : Style.TSV);
        // Scripts look the same wherever they run: no table becomes vertical because a window is narrow.
        Layout layout = new Layout(
                0, options.manner().names(), Colours.wanted(options.manner().colour(), terminal));
        if (options.script().watch().isPresent() && !oneStatement()) {
            errors.println("palinode: --watch takes one statement");
            return ExitCode.USAGE;
        }
        ResultSink sink = new ResultSink(utf8(System.out), errors, interruption);
        try (ScriptLines script = script()) {
            Session session = new Session(client, sink, errors, style, () -> layout);
            ShellContext context =
                    session.context(Audience.PROGRAM, Optional.empty(), Optional.empty(), Optional.empty());
            BatchInterrupt interrupt = new BatchInterrupt(client, interruption, Shell::leaveInterrupted);
            try (CtrlC unused = CtrlC.handle(interrupt)) {
                return new BatchRun(
                                dispatcher, context, errors, options.manner().force(), interrupt)
                        .run(script);
            } finally {
                context.out().flush();
                sink.close();
            }
        }
    }

    /** Of two the second would never run. */
    private boolean oneStatement() {
        StatementReader reader =
                dispatcher.reader().feed(options.script().text().orElse(""));
        int statements = reader.end().isPresent() ? 1 : 0;
        while (reader.next().isPresent()) {
            statements++;
        }
        return statements == 1;
    }

    /** The thread that reads the script cannot be woken; what runs at the end of the process does run. */
    private static void leaveInterrupted() {
        System.exit(ExitCode.INTERRUPTED.number());
    }

    private ScriptLines script() throws IOException {
        if (options.script().text().isPresent()) {
            String text = options.script().text().get();
            return ScriptLines.of(
                    options.script().watch().map(n -> "watch " + n + " ").orElse("") + text);
        }
        return options.script().file().isPresent()
                ? ScriptLines.of(options.script().file().get())
                : ScriptLines.of(System.in);
    }

    private ExitCode interact(SqlClient client) throws IOException {
        StatementReader reader = dispatcher.reader();
        NameLoader names = new NameLoader(client, clock, dispatcher.grammar());
        names.refresh();
        try (LineInput input = LineInput.open(options.history(), reader, names);
                ResultSink sink = new ResultSink(input.writer(), input.writer(), interruption)) {
            PrintWriter out = input.writer();
            out.println("Connected to " + options.connect().host() + ":"
                    + options.connect().port() + ", " + client.serverVersion().orElse("unknown version")
                    + ", connection " + client.threadId() + ".");
            out.println("Statements end with ; or \\G. Type help for help, exit to leave.");
            boolean colour = Colours.wanted(options.manner().colour(), input.canRedraw());
            if (colour) {
                input.colour();
            }
            Supplier<Layout> layout =
                    () -> new Layout(input.width(), options.manner().names(), colour && !sink.copies());
            Session session = new Session(client, sink, out, options.style().orElse(Style.TABLE), layout);
            Optional<Screens> screens =
                    input.canRedraw() ? Optional.of(new LiveScreens(input, interruption)) : Optional.empty();
            ShellContext context = session.context(
                    Audience.PERSON,
                    screens,
                    Optional.of(new Questions(input)),
                    Optional.of(new Bench.Desk(input::last, input::prefill)));
            new Repl(input, reader, dispatcher, context).run();
        }
        return ExitCode.DONE;
    }

    /** What both kinds of session are made of. */
    private final class Session {
        private final SqlClient client;
        private final ResultSink sink;
        private final PrintWriter notes;
        private final Output output;

        Session(SqlClient client, ResultSink sink, PrintWriter notes, Style style, Supplier<Layout> layout) {
            this.client = client;
            this.sink = sink;
            this.notes = notes;
            this.output = new Output(sink, style, layout);
        }

        ShellContext context(
                Audience audience, Optional<Screens> screens, Optional<Dialog> dialog, Optional<Bench.Desk> desk) {
            StatementRunner runner = new StatementRunner(client, output, audience, clock, this::echo);
            Consent consent = options.manner().yes() ? Consent.GIVEN : Consent.ASK;
            Bench bench = new Bench(dispatcher, sink, desk);
            return bench.serve(
                    new ShellContext(client, runner, output, notes, screens, dialog, consent, bench, interruption));
        }

        private void echo(String sql) {
            if (options.manner().echo()) {
                notes.println(sql + ";");
                notes.flush();
            }
        }
    }

    private static PrintWriter utf8(PrintStream stream) {
        // This constructor asks the stream itself whether anybody still reads it.
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }
}
