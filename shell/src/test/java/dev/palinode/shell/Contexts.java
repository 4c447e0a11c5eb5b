package dev.palinode.shell;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.command.Dialog;
import dev.palinode.shell.command.Interruption;
import dev.palinode.shell.command.Screens;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.command.ShellContext.Consent;
import dev.palinode.shell.command.catalog.CommandRegistry;
import dev.palinode.shell.launch.access.EngineRules;
import dev.palinode.shell.render.Layout;
import dev.palinode.shell.render.Style;
import dev.palinode.shell.sql.Output;
import dev.palinode.shell.sql.StatementRunner;
import dev.palinode.shell.sql.StatementRunner.Audience;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sessions of the shell without a process around them. */
public final class Contexts {
    private final StringWriter out = new StringWriter();
    private final StringWriter notes = new StringWriter();
    private final List<String> sent = new ArrayList<>();
    private Interruption interruption = new Interruption();
    private Optional<String> last = Optional.empty();
    private final Dispatcher dispatcher = new Dispatcher(CommandRegistry.standard(new EngineRules()));
    private Style style = Style.TSV;
    private Layout layout = Layout.PLAIN;
    private Consent consent = Consent.ASK;
    private Optional<Dialog> dialog = Optional.empty();
    private Optional<Screens> screens = Optional.empty();

    /** Begins with nothing said. */
    public Contexts() {}

    public Contexts style(Style wanted) {
        style = wanted;
        return this;
    }

    /** A window of so many columns. */
    public Contexts width(int columns) {
        layout = new Layout(columns, true, false);
        return this;
    }

    public Contexts yes() {
        consent = Consent.GIVEN;
        return this;
    }

    public Contexts dialog(Dialog person) {
        dialog = Optional.of(person);
        return this;
    }

    public Contexts screens(Screens some) {
        screens = Optional.of(some);
        return this;
    }

    /** Presses Ctrl-C while a command sends a statement that begins so. */
    public void ctrlCAt(String beginning) {
        last = Optional.of(beginning);
    }

    private void sends(String sql) {
        sent.add(sql);
        if (last.filter(sql::startsWith).isPresent()) {
            interruption.ask();
        }
    }

    /** Runs a script as batch mode does. */
    public int run(SqlClient client, boolean force, String script) throws Exception {
        PrintWriter printer = new PrintWriter(out);
        PrintWriter errors = new PrintWriter(notes);
        interruption = new Interruption();
        ResultSink sink = new ResultSink(printer, errors, interruption);
        Output output = new Output(sink, style, () -> layout);
        StatementRunner runner =
                new StatementRunner(client, output, Audience.PROGRAM, InstantSource.system(), this::sends);
        Bench bench = new Bench(dispatcher, sink, Optional.empty());
        ShellContext context = bench.serve(
                new ShellContext(client, runner, output, errors, screens, dialog, consent, bench, interruption));
        int code = new BatchRun(dispatcher, context, errors, force, new BatchInterrupt(client, interruption, () -> {}))
                .run(ScriptLines.of(script))
                .number();
        printer.flush();
        errors.flush();
        sink.close();
        return code;
    }

    public String out() {
        return out.toString();
    }

    public String notes() {
        return notes.toString();
    }

    /** What commands have sent, as --echo shows it. */
    public List<String> sent() {
        return sent;
    }
}
