package dev.palinode.shell.command.schema;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.Command;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.Manual;
import dev.palinode.shell.command.Manual.Group;
import dev.palinode.shell.command.Next;
import dev.palinode.shell.command.Operands;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.render.text.Visible;
import dev.palinode.shell.render.text.Width;
import dev.palinode.shell.sql.SqlRows;
import dev.palinode.shell.sql.SqlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code apply} and {@code diff}: what files declare, compared with what is there, and made so. */
public final class SchemaCommand implements Command {
    private static final String DRY = "--dry-run";
    private static final String DESTRUCTIVE = "--allow-destructive";
    private static final String EXIT_CODE = "--exit-code";
    private static final String STRATEGY = "vitess --declarative --allow-concurrent";

    private static final Manual APPLY = Manual.of(
                    Group.SCHEMA,
                    "apply",
                    "<file|directory> [" + DRY + "] [" + DESTRUCTIVE + "]",
                    "make tables and views what CREATE statements declare",
                    "apply schema --dry-run")
            .details(
                    "Of a directory, its files *.sql in the order of their names; tables without a file are left alone.",
                    DRY + ": only say what would be done, as diff does.",
                    DESTRUCTIVE + ": also where columns or rows go; refused with exit code 7 without it.",
                    "Prints the UUID of each migration; follow or wait says when it has ended.");

    private static final Manual DIFF = Manual.of(
                    Group.SCHEMA,
                    "diff",
                    "<file|directory> [" + EXIT_CODE + "]",
                    "what apply would do",
                    "diff schema " + EXIT_CODE)
            .details(EXIT_CODE + ": exit code 6 when there is anything to do.");

    private final Manual manual;

    private SchemaCommand(Manual manual) {
        this.manual = manual;
    }

    /**
     * Both of them, and {@code plan}.
     *
     * @return in the order in which help lists them
     */
    public static List<Command> commands() {
        Command diff = new SchemaCommand(DIFF);
        return List.of(new PlanCommand(diff), new SchemaCommand(APPLY), diff);
    }

    @Override
    public Manual manual() {
        return manual;
    }

    @Override
    public Next run(ShellContext context, String operand) throws SqlFailure, CommandFailure {
        boolean diff = manual.equals(DIFF);
        Operands operands =
                Operands.parse(manual, operand, 1, diff ? Set.of(EXIT_CODE) : Set.of(DRY, DESTRUCTIVE), Set.of());
        String path = operands.word(0).orElseThrow(() -> Operands.misuse(manual, "which file or directory?"));
        List<String> statements = SchemaFiles.read(Operands.path(path));
        SqlClient client = context.client();
        String before = context.ask("SELECT @@ddl_strategy").first().orElse("");
        send(context, "SET @@ddl_strategy = " + SqlText.quote(STRATEGY));
        try {
            List<Declared> all = explain(context, statements);
            if (!diff && !operands.has(DRY)) {
                apply(context, all, operands.has(DESTRUCTIVE));
            } else if (operands.has(EXIT_CODE) && all.stream().anyMatch(Declared::changes)) {
                throw new CommandFailure(ExitCode.CHANGES_PENDING, "there are changes; apply makes them");
            }
        } finally {
            if (client.connected()) {
                restore(context, before);
            }
        }
        return Next.GO_ON;
    }

    private static void send(ShellContext context, String sql) throws SqlFailure {
        context.ask(sql);
    }

    /** Once more where the first was hit by a Ctrl-C that was meant for what ran before it. */
    private static void restore(ShellContext context, String strategy) throws SqlFailure {
        String sql = "SET @@ddl_strategy = " + SqlText.quote(strategy);
        try {
            send(context, sql);
        } catch (SqlFailure e) {
            if (e.connectionLost()) {
                throw e;
            }
            SqlRows.read(context.client(), sql);
        }
    }

    private static void requireNoCtrlC(ShellContext context, int done, int all, String what) throws CommandFailure {
        if (context.interruption().asked()) {
            throw new CommandFailure(
                    ExitCode.INTERRUPTED, "interrupted: " + done + " of " + all + " statements " + what);
        }
    }

    private static List<Declared> explain(ShellContext context, List<String> statements)
            throws SqlFailure, CommandFailure {
        List<Declared> all = new ArrayList<>();
        for (String sql : statements) {
            requireNoCtrlC(context, all.size(), statements.size(), "explained, none submitted");
            Declared declared = Declared.explain(context, sql);
            int width = context.output().layout().get().width();
            declared.lines()
                    .forEach(line ->
                            Width.fold(Visible.text(line), width - 1, "    ").forEach(context.out()::println));
            context.out().flush();
            all.add(declared);
        }
        return all;
    }

    /** All are looked at before the first is sent. */
    private static void apply(ShellContext context, List<Declared> all, boolean destructive)
            throws SqlFailure, CommandFailure {
        if (all.stream().anyMatch(d -> !d.refusals().isEmpty())) {
            throw new CommandFailure(ExitCode.REFUSED, "nothing was done: see what is refused above");
        }
        if (!destructive && all.stream().anyMatch(d -> !d.losses().isEmpty())) {
            throw new CommandFailure(
                    ExitCode.REFUSED, "nothing was done: see what would be lost above; " + DESTRUCTIVE + " allows it");
        }
        List<Declared> changes = all.stream().filter(Declared::changes).toList();
        int submitted = 0;
        for (Declared declared : changes) {
            requireNoCtrlC(context, submitted, changes.size(), "submitted");
            String uuid = context.ask(declared.sql()).first().orElse("");
            context.out().println(declared.table() + ": migration " + uuid);
            context.out().flush();
            submitted++;
        }
    }
}
