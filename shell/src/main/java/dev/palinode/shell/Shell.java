package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandRegistry;
import dev.palinode.shell.command.Screen;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.StatementRunner;
import dev.palinode.shell.command.StatementRunner.Audience;
import dev.palinode.shell.input.LineInput;
import dev.palinode.shell.input.StatementReader;
import dev.palinode.shell.input.Terminals;
import dev.palinode.shell.render.Style;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** The SQL shell on the terminal and the standard streams of this process. */
public final class Shell {
    private static final int FAILED = 1;

    private final ShellOptions options;
    private final CommandRegistry commands = CommandRegistry.standard();
    private final InstantSource clock = InstantSource.system();

    private Shell(ShellOptions options) {
        this.options = options;
    }

    /**
     * Connects, and serves a person when there is one: statements to execute or a standard input that is no terminal are
     * run as a script instead. Returns when the user leaves or the script ends.
     *
     * @param options what to do
     * @return the exit code: 0, or 1 when there is no connection or a statement of a script failed
     */
    public static int run(ShellOptions options) {
        return new Shell(options).run();
    }

    /**
     * Asks for a password without showing what is typed.
     *
     * @return empty when there is no terminal to ask on
     */
    public static Optional<String> askPassword() {
        if (!Terminals.inputIsTerminal()) {
            return Optional.empty();
        }
        return Optional.ofNullable(System.console())
                .map(console -> console.readPassword("Password: "))
                .map(String::new);
    }

    private int run() {
        PrintWriter errors = utf8(System.err);
        try (SqlClient client = SqlClient.connect(options.connect())) {
            boolean person = options.execute().isEmpty() && Terminals.inputIsTerminal() && Terminals.outputIsTerminal();
            return person ? interact(client) : batch(client, errors);
        } catch (SqlFailure e) {
            errors.println(e.line());
            return FAILED;
        } catch (IOException e) {
            errors.println("palinode: cannot read the script: " + e.getMessage());
            return FAILED;
        } finally {
            errors.flush();
        }
    }

    private int batch(SqlClient client, PrintWriter errors) throws IOException {
        Style style = options.style().orElseGet(() -> Terminals.outputIsTerminal() ? Style.TABLE : Style.BATCH);
        PrintWriter out = utf8(System.out);
        StatementRunner runner = new StatementRunner(client, out, Audience.PROGRAM, clock);
        ShellContext context = new ShellContext(client, runner, out, style, Optional.empty());
        try (Reader script = script()) {
            return new BatchRun(commands, context, errors, options.force()).run(script);
        } finally {
            out.flush();
        }
    }

    private Reader script() {
        return options.execute()
                .<Reader>map(StringReader::new)
                .orElseGet(() -> new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    private int interact(SqlClient client) {
        StatementReader reader = new StatementReader(commands::isCommand);
        TableNames names = new TableNames(client, clock);
        try (LineInput input = LineInput.open(options.history(), reader, names::get)) {
            PrintWriter out = input.writer();
            out.println("Connected to " + options.connect().host() + ":"
                    + options.connect().port() + ", " + client.serverVersion().orElse("unknown version")
                    + ", connection " + client.threadId() + ".");
            out.println("Statements end with ; or \\G. Type help for help, exit to leave.");
            StatementRunner runner = new StatementRunner(client, out, Audience.PERSON, clock);
            Optional<Supplier<Screen>> screen =
                    input.canRedraw() ? Optional.of(() -> new LiveScreen(input.live())) : Optional.empty();
            ShellContext context =
                    new ShellContext(client, runner, out, options.style().orElse(Style.TABLE), screen);
            new Repl(input, reader, commands, context).run();
        }
        return 0;
    }

    private static PrintWriter utf8(PrintStream stream) {
        // This constructor asks the stream itself whether anybody still reads it.
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }
}
