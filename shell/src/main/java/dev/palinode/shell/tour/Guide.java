package dev.palinode.shell.tour;

import dev.palinode.shell.client.SqlClient;
import dev.palinode.shell.client.SqlFailure;
import dev.palinode.shell.command.CommandFailure;
import dev.palinode.shell.command.ExitCode;
import dev.palinode.shell.command.ShellContext;
import dev.palinode.shell.migration.MigrationFinder;
import dev.palinode.shell.migration.MigrationRow;
import dev.palinode.shell.sql.SqlRows;
import dev.palinode.shell.sql.SqlText;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Tells, types, and waits for the person. Used by one thread. */
final class Guide {
    private static final String PROMPT = "palinode> ";

    /** Looks at a migration that must come to some point: 10 minutes of them. */
    private static final int LOOKS = 3_000;

    /** Between two looks; a statement, so that Ctrl-C ends it. */
    private static final String PAUSE = "SELECT SLEEP(0.2)";

    private final ShellContext context;
    private final boolean yes;

    Guide(ShellContext context, boolean yes) {
        this.context = context;
        this.yes = yes;
    }

    SqlClient client() {
        return context.client();
    }

    /** Says something, set apart from what was printed before. */
    void tell(String... lines) {
        PrintWriter notes = context.notes();
        notes.println();
        for (String line : lines) {
            notes.println(line);
        }
        notes.flush();
    }

    /** Shows a line as if the person had typed it, and does it. */
    void type(String line) throws SqlFailure, CommandFailure {
        show(PROMPT, line);
        context.bench().type(line);
    }

    /** The same for one that must fail because nobody answers any more. */
    void typeInVain(String line) throws SqlFailure, CommandFailure {
        try {
            type(line);
        } catch (SqlFailure e) {
            if (!e.connectionLost()) {
                throw e;
            }
            context.notes().println(e.line());
            context.notes().flush();
        }
    }

    /** A line of another session, whose result is not shown. */
    void elsewhere(SqlClient other, String sql) throws SqlFailure {
        show("another session> ", sql + ";");
        SqlRows.read(other, sql);
    }

    private void show(String prompt, String line) {
        context.notes().println(prompt + line);
        context.notes().flush();
    }

    /** Waits for Enter. */
    void pause() throws TourLeft {
        if (!yes
                && !context.dialog()
                        .map(person -> person.goOn("Enter goes on, q leaves: "))
                        .orElse(true)) {
            throw new TourLeft();
        }
    }

    /** Waits until the last migration of a table has come to a point, or has ended. */
    MigrationRow until(String table, Predicate<MigrationRow> there) throws SqlFailure, CommandFailure {
        MigrationFinder finder = new MigrationFinder(client());
        for (int look = 0; look < LOOKS; look++) {
            if (context.interruption().asked()) {
                throw interrupted();
            }
            MigrationRow row = finder.one(table, one -> !one.ended());
            if (row.wentWrong()) {
                throw new CommandFailure(
                        ExitCode.MIGRATION_FAILED, "the migration is " + row.status() + ": " + row.message());
            }
            if (row.ended() || there.test(row)) {
                return row;
            }
            // A sleep that was killed says so by its result on some servers, by an error on others.
            if (SqlRows.read(client(), PAUSE).first().equals(Optional.of("1"))) {
                throw interrupted();
            }
        }
        throw new CommandFailure(ExitCode.TIMED_OUT, "the migration of " + table + " takes too long; it runs on");
    }

    private static CommandFailure interrupted() {
        return new CommandFailure(ExitCode.INTERRUPTED, "interrupted; the migration runs on");
    }

    /** Follows the last migration of a table to its end, also when the person stops looking at it by q. */
    void follow(String table) throws SqlFailure, CommandFailure {
        type("follow " + table);
        until(table, row -> false);
    }

    /** A name for a new column of a table: this one, or else with a number behind it. */
    String freeColumn(String table, String name) throws SqlFailure {
        Set<String> taken = Set.copyOf(SqlRows.read(
                        client(),
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
                                + " AND table_name = " + SqlText.quote(table))
                .firsts());
        String free = name;
        for (int i = 2; taken.contains(free); i++) {
            free = name + i;
        }
        return free;
    }
}
